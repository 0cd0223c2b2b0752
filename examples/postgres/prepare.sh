#!/bin/sh
# 从一台空的 PostgreSQL 服务器，到每个单位一个登录名。在服务器上、以服务器的管理员（postgres）运行一次：
#
#   sh prepare.sh 要点文件 放密码的文件夹
#
# 连接哪台服务器，照 PGHOST、PGPORT、PGUSER 等环境变量。数据库和它的所有者都叫 gongkai，用 NAME= 可以另起。
# 文件夹里留下两个只有本人能读的文件：所有者的密码（owner.pgpass）、各登录名的密码（logins.csv）。
set -eu
umask 077

plan=$1
folder=$2
name=${NAME:-gongkai}

mkdir -p "$folder"
if [ -e "$folder/owner.pgpass" ] || [ -e "$folder/logins.csv" ]; then
  echo "$folder 里已经有密码文件，换一个文件夹" >&2
  exit 2
fi

# 所有者：不是超级用户，只能建登录名（CREATEROLE）。密码从标准输入交给 psql，不出现在命令行里。
secret=$(od -An -N18 -tx1 /dev/urandom | tr -d ' \n')
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname postgres <<SQL
SET password_encryption = 'scram-sha-256';
SET log_statement = 'none';
CREATE ROLE "$name" LOGIN CREATEROLE NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD '$secret';
CREATE DATABASE "$name" OWNER "$name" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE "$name" FROM PUBLIC;
\connect "$name"
ALTER SCHEMA public OWNER TO "$name";
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
SQL
echo "*:*:*:$name:$secret" > "$folder/owner.pgpass"

export PGPASSFILE="$folder/owner.pgpass"
export GONGKAI_DB="postgresql://$name@${PGHOST:-localhost}:${PGPORT:-5432}/$name"
unset PGUSER PGPASSWORD PGDATABASE

gongkai load "$plan"
gongkai db init
gongkai db grant --all -o "$folder/logins.csv"
gongkai db roles
