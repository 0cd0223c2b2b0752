/* Ends a process in the middle of its work, as a kill or as a power cut: LD_PRELOAD for tests.

   Calls that change files under POWERCUT_UNDER are counted; the one numbered POWERCUT_AT is not made. With
   POWERCUT_SEED what was written since a file was last synced is lost in part: each such write is taken back, or not,
   as the dice fall. Otherwise the process is merely killed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 4096, KILLED = 137 };
struct write { int fd; dev_t device; ino_t file; off_t at; off_t before; size_t size, had; char *old; };
static struct write held[MOST];
static int count, calls;

static int ours(int fd) {
    char link[64], path[4096];
    const char *under = getenv("POWERCUT_UNDER");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t got = readlink(link, path, sizeof path - 1);
    if (under == NULL || got < 0) return 0;
    path[got] = 0;
    return strncmp(path, under, strlen(under)) == 0 && strstr(path, "-shm") == NULL;
}

static void take_back(void) {
    ssize_t (*put)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
    int (*cut)(int, off_t) = dlsym(RTLD_NEXT, "ftruncate");
    for (int i = count - 1; i >= 0; i--) {
        if (rand() % 2) continue;
        put(held[i].fd, held[i].old, held[i].had, held[i].at);
        if (held[i].at + (off_t)held[i].size > held[i].before && i == count - 1) cut(held[i].fd, held[i].before);
    }
}

static void count_call(void) {
    const char *at = getenv("POWERCUT_AT"), *seed = getenv("POWERCUT_SEED");
    if (at == NULL || ++calls != atoi(at)) return;
    if (seed != NULL) { srand(atoi(seed)); take_back(); }
    _exit(KILLED);
}

static void remember(int fd, size_t size, off_t at) {
    struct stat told;
    if (count == MOST || fstat(fd, &told)) return;
    struct write *one = &held[count++];
    *one = (struct write){dup(fd), told.st_dev, told.st_ino, at, told.st_size, size, 0, malloc(size)};
    ssize_t had = pread(fd, one->old, size, at);
    one->had = had < 0 ? 0 : (size_t)had;
}

static void forget(int fd) {
    struct stat told;
    int kept = 0;
    if (fstat(fd, &told)) return;
    for (int i = 0; i < count; i++) {
        if (held[i].file == told.st_ino && held[i].device == told.st_dev) { free(held[i].old); close(held[i].fd); }
        else held[kept++] = held[i];
    }
    count = kept;
}

#define REAL(name, type) __typeof__(type) *real = (__typeof__(type) *)dlsym(RTLD_NEXT, name)

static ssize_t put_at(const char *name, int fd, const void *data, size_t size, off_t at) {
    REAL(name, ssize_t (int, const void *, size_t, off_t));
    if (ours(fd)) { count_call(); remember(fd, size, at); }
    return real(fd, data, size, at);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return put_at("pwrite", fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return put_at("pwrite64", fd, data, size, at); }

ssize_t write(int fd, const void *data, size_t size) {
    REAL("write", ssize_t (int, const void *, size_t));
    if (ours(fd)) { count_call(); remember(fd, size, lseek(fd, 0, SEEK_CUR)); }
    return real(fd, data, size);
}

static int synced(const char *name, int fd) {
    REAL(name, int (int));
    if (ours(fd)) { count_call(); forget(fd); }
    return real(fd);
}
int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }

static int shortened(const char *name, int fd, off_t size) {
    REAL(name, int (int, off_t));
    if (ours(fd)) count_call();
    return real(fd, size);
}
int ftruncate(int fd, off_t size) { return shortened("ftruncate", fd, size); }
int ftruncate64(int fd, off_t size) { return shortened("ftruncate64", fd, size); }

static int under(const char *path) {
    const char *folder = getenv("POWERCUT_UNDER");
    return folder != NULL && strncmp(path, folder, strlen(folder)) == 0;
}
int unlink(const char *path) {
    REAL("unlink", int (const char *));
    if (under(path)) count_call();
    return real(path);
}
int rename(const char *old, const char *new) {
    REAL("rename", int (const char *, const char *));
    if (under(new)) count_call();
    return real(old, new);
}
int link(const char *old, const char *new) {
    REAL("link", int (const char *, const char *));
    if (under(new)) count_call();
    return real(old, new);
}
