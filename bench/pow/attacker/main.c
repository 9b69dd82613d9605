/*
 * The attacker's program: answers whether it does the work right, and how fast.
 *
 *   attacker list                       scheme, name and width of every kernel
 *   attacker answer SCHEME NAME         for each line of work on standard input, its answers
 *   attacker rate SCHEME NAME THREADS SECONDS   units, or hashes, a second of CPU, summed over the threads
 *
 * A line of work, bytes in hexadecimal:
 *   walk SEED SIZE PASSES FIRST COUNT | derivation SEED ITERATIONS FIRST COUNT
 *   search CHALLENGE BITS FIRST         the least number from FIRST on; FIRST is a multiple of 10000
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include "kernel.h"

/* More than one call of any kernel answers. */
#define ANSWERS_MAX 128
#define THREADS_MAX 1024
#define LARGE_PAGE (2u << 20)

static const struct kernel *const SCHEMES[] = {WALKS, DERIVATIONS, SEARCHES};

static void fail(const char *why) {
  fprintf(stderr, "attacker: %s\n", why);
  exit(1);
}

static const struct kernel *find(const char *scheme, const char *name) {
  for (int i = 0; i < 3; i++)
    for (const struct kernel *kernel = SCHEMES[i]; kernel->name; kernel++)
      if (!strcmp(kernel->scheme, scheme) && !strcmp(kernel->name, name)) return kernel;
  fail("no such kernel");
  return NULL;
}

static void *room_for(const struct kernel *kernel) {
  const size_t bytes = (kernel->room / LARGE_PAGE + 1) * LARGE_PAGE;
  void *room = aligned_alloc(LARGE_PAGE, bytes);
  if (!room) fail("no memory");
  /* One entry of the processor's page cache for all tables; where there are no large pages, none. */
  madvise(room, bytes, MADV_HUGEPAGE);
  memset(room, 0, bytes);
  return room;
}

static void read_bytes(const char *digits, uint8_t *to, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (sscanf(digits + 2 * i, "%2hhx", &to[i]) != 1) fail("not hexadecimal");
}

static void answer_units(const struct kernel *kernel, const struct work *work, uint32_t first,
                         uint32_t count, void *room) {
  uint32_t answers[ANSWERS_MAX];
  for (uint32_t done = 0; done < count; done += kernel->width) {
    kernel->run(work, (uint32_t)(first + done), room, answers);
    for (uint32_t i = 0; i < kernel->width && done + i < count; i++)
      for (uint32_t k = 0; k < kernel->answers; k++)
        printf("%08x%c", answers[i * kernel->answers + k], k + 1 < kernel->answers ? ' ' : '\n');
  }
}

static void answer_search(const struct kernel *kernel, const struct work *work, uint64_t first) {
  for (uint32_t at;; first += kernel->width) {
    kernel->run(work, first, NULL, &at);
    if (at < kernel->width) {
      printf("%llu\n", (unsigned long long)(first + at));
      return;
    }
  }
}

static void answer(const struct kernel *kernel) {
  void *room = room_for(kernel);
  char bytes[129];
  uint32_t x, y, first, count;
  unsigned long long nonce;
  struct work work = {0};
  for (;;) {
    if (scanf(" walk %64s %u %u %u %u", bytes, &x, &y, &first, &count) == 5) {
      read_bytes(bytes, work.seed, 32), work.size = x, work.passes = y;
      answer_units(kernel, &work, first, count, room);
    } else if (scanf("derivation %64s %u %u %u", bytes, &x, &first, &count) == 4) {
      read_bytes(bytes, work.seed, 32), work.iterations = x;
      answer_units(kernel, &work, first, count, room);
    } else if (scanf("search %128s %u %llu", bytes, &x, &nonce) == 3) {
      read_bytes(bytes, work.challenge, 64), work.mask = x < 1 || x > 32 ? 0 : ~0u << (32 - x);
      answer_search(kernel, &work, nonce);
    } else {
      break;
    }
  }
  free(room);
}

struct stint {
  const struct kernel *kernel;
  pthread_barrier_t *together;
  double seconds, rate;
  uint64_t first;
};

static double seconds_on(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

/* The gate's own sizes, and no hit ever: a mask of all bits. */
static void *work_for_a_while(void *argument) {
  struct stint *stint = argument;
  const struct kernel *kernel = stint->kernel;
  const struct work work = {.size = 14, .passes = 2, .iterations = 1800, .mask = ~0u};
  uint32_t answers[ANSWERS_MAX];
  void *room = room_for(kernel);
  uint64_t done = 0;
  pthread_barrier_wait(stint->together);
  const double end = seconds_on(CLOCK_MONOTONIC) + stint->seconds;
  /* A farm's machines do nothing else: what others take from this one does not count. */
  const double spent = seconds_on(CLOCK_THREAD_CPUTIME_ID);
  do {
    kernel->run(&work, stint->first + done, room, answers);
    done += kernel->width;
  } while (seconds_on(CLOCK_MONOTONIC) < end);
  stint->rate = done / (seconds_on(CLOCK_THREAD_CPUTIME_ID) - spent);
  free(room);
  return NULL;
}

static double rate(const struct kernel *kernel, unsigned threads, double seconds) {
  static struct stint stints[THREADS_MAX];
  static pthread_t ids[THREADS_MAX];
  pthread_barrier_t together;
  double sum = 0;
  pthread_barrier_init(&together, NULL, threads);
  for (unsigned i = 0; i < threads; i++) {
    /* Numbers of 16 digits, each thread's its own. */
    stints[i] = (struct stint){kernel, &together, seconds, 0, (i + 1) * 1000000000000000ull};
    if (pthread_create(&ids[i], NULL, work_for_a_while, &stints[i])) fail("no thread");
  }
  for (unsigned i = 0; i < threads; i++) pthread_join(ids[i], NULL), sum += stints[i].rate;
  return sum;
}

int main(int count, char **words) {
  if (count == 2 && !strcmp(words[1], "list")) {
    for (int i = 0; i < 3; i++)
      for (const struct kernel *kernel = SCHEMES[i]; kernel->name; kernel++)
        printf("%s %s\n", kernel->scheme, kernel->name);
  } else if (count == 4 && !strcmp(words[1], "answer")) {
    answer(find(words[2], words[3]));
  } else if (count == 6 && !strcmp(words[1], "rate")) {
    const unsigned threads = atoi(words[4]);
    if (threads < 1 || threads > THREADS_MAX) fail("1 to 1024 threads");
    printf("%.3f\n", rate(find(words[2], words[3]), threads, atof(words[5])));
  } else {
    fail("usage: list | answer SCHEME NAME | rate SCHEME NAME THREADS SECONDS");
  }
  return 0;
}
