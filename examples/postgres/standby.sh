#!/bin/sh
# 给 PostgreSQL 上的台账配一台同步备库：主库答应“已登记”的，备库上也已经落盘。三步，各在写明的服务器上、
# 以操作系统用户 postgres 运行：
#
#   主库上   sh standby.sh prepare 备库的地址/32 放密码的文件夹
#   备库上   sh standby.sh copy 主库的地址 主库的端口 数据目录 密码文件     （然后启动备库）
#   主库上   sh standby.sh sync
#
# 连接哪台服务器，照 PGHOST、PGPORT、PGUSER 等环境变量。备库叫 gongkai_standby，用 NAME= 可以另起：几台备库各用一个名字。
# 主库停了，在备库上 pg_ctl promote，就成了主库；换下来的旧主库不要再启动，清空以后照这三步配成新主库的备库。
set -eu
umask 077

name=${NAME:-gongkai_standby}

say() { printf '%s\n' "$*"; }
refuse() { say "$*" >&2; exit 2; }
ask() { psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --dbname postgres "$@"; }

case $name in *[!a-z0-9_]*) refuse "备库的名字只用小写字母、数字、下划线：$name" ;; esac

# 主库上：建一个只能复制的登录名和一个复制槽，许它从备库的地址连进来。再做一次，换一个新密码。
prepare() {
  address=$1
  folder=$2
  case $address in */*) ;; *) refuse "备库的地址写成 10.0.0.2/32" ;; esac
  mkdir -p "$folder"
  [ ! -e "$folder/$name.pgpass" ] || refuse "$folder 里已经有 $name.pgpass，换一个文件夹"
  secret=$(od -An -N18 -tx1 /dev/urandom | tr -d ' \n')
  [ "$(ask --command "SELECT count(*) FROM pg_roles WHERE rolname = '$name'")" = 1 ] && what=ALTER || what=CREATE
  ask <<SQL
SET password_encryption = 'scram-sha-256';
SET log_statement = 'none';
$what ROLE "$name" LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '$secret';
SELECT pg_create_physical_replication_slot('$name')
WHERE NOT EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_name = '$name') \g /dev/null
SQL
  rules=$(ask --command 'SHOW hba_file')
  rule="host replication $name $address scram-sha-256"
  if ! grep -qxF "$rule" "$rules"; then
    { say "$rule"; cat "$rules"; } > "$folder/pg_hba.conf"
    cat "$folder/pg_hba.conf" > "$rules"
    rm "$folder/pg_hba.conf"
  fi
  ask --command 'SELECT pg_reload_conf()' > /dev/null
  say "*:*:*:$name:$secret" > "$folder/$name.pgpass"
  say "主库准备好了；密码文件 $folder/$name.pgpass 拷到备库上，只许 postgres 读，以后一直要用"
}

# 备库上：拷来整个数据目录，写好从哪里接着收。
copy() {
  host=$1
  port=$2
  data=$3
  secret=$4
  [ -r "$secret" ] || refuse "读不了密码文件：$secret"
  case $secret in /*) ;; *) secret=$(pwd)/$secret ;; esac
  PGPASSFILE=$secret pg_basebackup --pgdata "$data" --write-recovery-conf --slot "$name" --wal-method stream \
    --checkpoint fast --no-password \
    --dbname "host=$host port=$port user=$name application_name=$name passfile=$secret"
  say "备库拷好了；启动它（systemctl start postgresql，或 pg_ctl -D $data start），再到主库上做 sync"
}

# 主库上：备库接上了，才让每一次提交都等它；反过来做，登记会一直等。
sync() {
  left=60
  until [ "$(ask --command "SELECT count(*) FROM pg_stat_replication
      WHERE application_name = '$name' AND state = 'streaming'")" -ge 1 ]; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || refuse "备库 $name 没有接上来，没有设成同步：看备库的日志，地址、端口、密码、pg_hba.conf 对不对"
    sleep 1
  done
  ask --command "ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 ($name)'" \
    --command 'SELECT pg_reload_conf()' > /dev/null
  say "已设成同步备库：$name"
}

[ $# -ge 1 ] || refuse "写明做哪一步：prepare、copy、sync，见文件开头"
step=$1
shift
case $step:$# in
  prepare:2 | copy:4 | sync:0) "$step" "$@" ;;
  *) refuse "不认识，或者少写了什么：$step，见文件开头" ;;
esac
