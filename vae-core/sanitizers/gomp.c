/* Tells ThreadSanitizer what libgomp's barriers order: what precedes a parallel region comes before
   all in it, and that before what follows. libgomp is not instrumented, so that without this every
   loop on several threads looks like a race. Loaded before libgomp by LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
typedef void (*region)(void *);
typedef void (*parallel)(region, void *, unsigned, unsigned);
typedef void (*sync)(void *);
struct work { region f; void *data; int begin, end; };
static sync acquire, release;
static void inside(void *p) {
    struct work *w = p;
    if (acquire) acquire(&w->begin);
    w->f(w->data);
    if (release) release(&w->end);
}
void GOMP_parallel(region f, void *data, unsigned threads, unsigned flags) {
    static parallel real;
    if (!real) {
        acquire = (sync)dlsym(RTLD_DEFAULT, "__tsan_acquire");
        release = (sync)dlsym(RTLD_DEFAULT, "__tsan_release");
        real = (parallel)dlsym(RTLD_NEXT, "GOMP_parallel");
    }
    struct work w = {f, data, 0, 0};
    if (release) release(&w.begin);
    real(inside, &w, threads, flags);
    if (acquire) acquire(&w.end);
}
