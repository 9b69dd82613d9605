/*
 * Algorithm 1 of docs/proof-of-work.md, several units at a time: the reads of one unit wait for each
 * other, those of several do not. Which way is fastest depends on the processor, so there are many;
 * with several units at a time all end at what the first-level cache gives and takes.
 */
#include <string.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif
#include "kernel.h"

#define MULTIPLIER 0x9e3779b1u
#define DOMAIN 0x53454731u
#define ROTL(x, n) (((x) << (n)) | ((x) >> (32 - (n))))

/* Room for the largest table that vectors ask for, and a line of cache between two tables: without
   it the same places of all tables would fall into the same set of the cache. */
#define SIZE_MAX_LOG2 16
#define STRIDE ((1u << SIZE_MAX_LOG2) + 16)
#define ROOM(units) (4 * (size_t)(units) * STRIDE)

typedef uint32_t v4 __attribute__((vector_size(16)));
typedef uint64_t v2q __attribute__((vector_size(16)));

/* Lanes of one unit. */
struct lanes {
  uint32_t a[4], b[4];
};

INLINED void quarter(uint32_t *x, int a, int b, int c, int d) {
  x[a] += x[b], x[d] = ROTL(x[d] ^ x[a], 16);
  x[c] += x[d], x[b] = ROTL(x[b] ^ x[c], 12);
  x[a] += x[b], x[d] = ROTL(x[d] ^ x[a], 8);
  x[c] += x[d], x[b] = ROTL(x[b] ^ x[c], 7);
}

static void chacha20_block(const uint32_t from[16], uint32_t to[16]) {
  memcpy(to, from, 64);
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < 4; i++) quarter(to, i, 4 + i, 8 + i, 12 + i);
    for (int i = 0; i < 4; i++) quarter(to, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
  }
  for (int i = 0; i < 16; i++) to[i] += from[i];
}

static void make_state(const struct work *work, uint32_t index, uint32_t state[16]) {
  static const uint32_t constants[4] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  const uint32_t nonce[4] = {index, work->size, work->passes, DOMAIN};
  memcpy(state, constants, 16);
  memcpy(state + 4, work->seed, 32);
  memcpy(state + 12, nonce, 16);
}

static void start(const struct work *work, uint32_t index, uint32_t *table, struct lanes *lanes) {
  uint32_t state[16];
  make_state(work, index, state);
  chacha20_block(state, table);
  memcpy(lanes->a, table, 16);
  memcpy(lanes->b, table + 4, 16);
}

static void end(const struct work *work, uint32_t index, const struct lanes *lanes, uint32_t *out) {
  uint32_t state[16], block[16];
  make_state(work, index, state);
  for (int l = 0; l < 4; l++) state[12 + l] = lanes->a[l], state[4 + l] ^= lanes->b[l];
  chacha20_block(state, block);
  memcpy(out, block, 8);
}

#define STEP(a, b, t) ((a) = ROTL((a) ^ (t), 11) * MULTIPLIER + (b), (b) = ROTL((b) + (t), 17) ^ (a))
/* `GCC unroll` wants a number at hand; none of the loops is longer. */
#define UNROLLED _Pragma("GCC unroll 32")

/* One lane a register. */
INLINED void by_words(const int units, const struct work *work, uint64_t first, uint32_t *room,
                      uint32_t *out) {
  struct lanes u[units];
  const uint32_t words = 1u << work->size;
  for (int k = 0; k < units; k++) start(work, first + k, room + k * STRIDE, &u[k]);
  for (uint32_t n = 16; n < words; n *= 2)
    for (uint32_t j = n; j < 2 * n; j += 4)
      UNROLLED for (int k = 0; k < 4 * units; k++) {
        uint32_t *table = room + k / 4 * STRIDE, *a = &u[k / 4].a[k % 4], *b = &u[k / 4].b[k % 4];
        const uint32_t t = table[*a & (n - 1)];
        STEP(*a, *b, t);
        table[j + k % 4] = t + *a;
      }
  for (uint32_t round = work->passes * words / 4; round > 0; round--)
    UNROLLED for (int k = 0; k < units; k++) {
      uint32_t *table = room + k * STRIDE, i[4], t[4];
      UNROLLED for (int l = 0; l < 4; l++) i[l] = u[k].a[l] & (words - 1), t[l] = table[i[l]];
      UNROLLED for (int l = 0; l < 4; l++) STEP(u[k].a[l], u[k].b[l], t[l]);
      UNROLLED for (int l = 0; l < 4; l++) table[i[l]] = t[l] + u[k].a[l];
    }
  for (int k = 0; k < units; k++) end(work, first + k, &u[k], out + 2 * k);
}

INLINED v4 gather4(const uint32_t *table, v4 index) {
  const v2q pairs = (v2q)index;
  const uint64_t low = pairs[0], high = pairs[1];
  return (v4){table[(uint32_t)low], table[low >> 32], table[(uint32_t)high], table[high >> 32]};
}

INLINED void scatter4(uint32_t *table, v4 index, v4 value) {
  const v2q pairs = (v2q)index;
  const uint64_t low = pairs[0], high = pairs[1];
  table[(uint32_t)low] = value[0], table[low >> 32] = value[1];
  table[(uint32_t)high] = value[2], table[high >> 32] = value[3];
}

/* The four lanes of a unit in one vector; memory word by word. */
INLINED void by_fours(const int units, const struct work *work, uint64_t first, uint32_t *room,
                      uint32_t *out) {
  struct lanes u[units];
  v4 a[units], b[units];
  const uint32_t words = 1u << work->size;
  for (int k = 0; k < units; k++) {
    start(work, first + k, room + k * STRIDE, &u[k]);
    memcpy(&a[k], u[k].a, 16), memcpy(&b[k], u[k].b, 16);
  }
  for (uint32_t n = 16; n < words; n *= 2)
    for (uint32_t j = n; j < 2 * n; j += 4)
      UNROLLED for (int k = 0; k < units; k++) {
        uint32_t *table = room + k * STRIDE;
        const v4 t = gather4(table, a[k] & (n - 1));
        STEP(a[k], b[k], t);
        const v4 next = t + a[k];
        memcpy(table + j, &next, 16);
      }
  for (uint32_t round = work->passes * words / 4; round > 0; round--)
    UNROLLED for (int k = 0; k < units; k++) {
      uint32_t *table = room + k * STRIDE;
      const v4 index = a[k] & (words - 1), t = gather4(table, index);
      STEP(a[k], b[k], t);
      scatter4(table, index, t + a[k]);
    }
  for (int k = 0; k < units; k++) {
    memcpy(u[k].a, &a[k], 16), memcpy(u[k].b, &b[k], 16);
    end(work, first + k, &u[k], out + 2 * k);
  }
}

#ifdef __AVX512F__
typedef uint32_t v16 __attribute__((vector_size(64)));

/* Gathered by the processor, or word by word past the stack: now one is faster, now the other. */
INLINED v16 gather16(const int by_hand, const uint32_t *room, v16 index) {
  if (!by_hand) return (v16)_mm512_i32gather_epi32((__m512i)index, room, 4);
  uint32_t i[16];
  memcpy(i, &index, 64);
  return (v16){room[i[0]],  room[i[1]],  room[i[2]],  room[i[3]], room[i[4]],  room[i[5]],
               room[i[6]],  room[i[7]],  room[i[8]],  room[i[9]], room[i[10]], room[i[11]],
               room[i[12]], room[i[13]], room[i[14]], room[i[15]]};
}

/* Of two lanes in one place the later one's word stays, either way. */
INLINED void scatter16(const int by_hand, uint32_t *room, v16 index, v16 value) {
  if (!by_hand) return _mm512_i32scatter_epi32(room, (__m512i)index, (__m512i)value, 4);
  uint32_t i[16], w[16];
  memcpy(i, &index, 64), memcpy(w, &value, 64);
  UNROLLED for (int k = 0; k < 16; k++) room[i[k]] = w[k];
}

/* Four units in one vector. */
INLINED void by_sixteens(const int vectors, const int by_hand, const struct work *work,
                         uint64_t first, uint32_t *room, uint32_t *out) {
  const int units = 4 * vectors;
  struct lanes u[units];
  v16 a[vectors], b[vectors], base[vectors];
  const uint32_t words = 1u << work->size;
  for (int k = 0; k < units; k++) {
    start(work, first + k, room + k * STRIDE, &u[k]);
    memcpy((char *)a + 16 * k, u[k].a, 16), memcpy((char *)b + 16 * k, u[k].b, 16);
  }
  for (int v = 0; v < vectors; v++)
    for (int k = 0; k < 16; k++) base[v][k] = (4 * v + k / 4) * STRIDE;
  for (uint32_t n = 16; n < words; n *= 2)
    for (uint32_t j = n; j < 2 * n; j += 4)
      UNROLLED for (int v = 0; v < vectors; v++) {
        const v16 t = gather16(by_hand, room, (a[v] & (n - 1)) + base[v]);
        STEP(a[v], b[v], t);
        const v16 next = t + a[v];
        UNROLLED for (int k = 0; k < 4; k++)
          memcpy(room + (4 * v + k) * STRIDE + j, (char *)&next + 16 * k, 16);
      }
  for (uint32_t round = work->passes * words / 4; round > 0; round--)
    UNROLLED for (int v = 0; v < vectors; v++) {
      const v16 index = (a[v] & (words - 1)) + base[v], t = gather16(by_hand, room, index);
      STEP(a[v], b[v], t);
      scatter16(by_hand, room, index, t + a[v]);
    }
  for (int k = 0; k < units; k++) {
    memcpy(u[k].a, (char *)a + 16 * k, 16), memcpy(u[k].b, (char *)b + 16 * k, 16);
    end(work, first + k, &u[k], out + 2 * k);
  }
}
#endif

/* Numbers in front of the arguments that all have: constants, so that each kernel is code of its own. */
#define KERNEL(name, way, ...)                                                               \
  static void name(const struct work *work, uint64_t first, void *room, uint32_t *out) { \
    way(__VA_ARGS__, work, first, room, out);                                                \
  }
KERNEL(words_1, by_words, 1)
KERNEL(words_2, by_words, 2)
KERNEL(fours_2, by_fours, 2)
KERNEL(fours_4, by_fours, 4)
KERNEL(fours_6, by_fours, 6)
KERNEL(fours_8, by_fours, 8)
#ifdef __AVX512F__
KERNEL(hand_8, by_sixteens, 2, 1)
KERNEL(hand_12, by_sixteens, 3, 1)
KERNEL(gather_8, by_sixteens, 2, 0)
KERNEL(gather_12, by_sixteens, 3, 0)
KERNEL(gather_16, by_sixteens, 4, 0)
#endif

const struct kernel WALKS[] = {
    {"walk", "words-1", 1, 2, ROOM(1), words_1},
    {"walk", "words-2", 2, 2, ROOM(2), words_2},
    {"walk", "fours-2", 2, 2, ROOM(2), fours_2},
    {"walk", "fours-4", 4, 2, ROOM(4), fours_4},
    {"walk", "fours-6", 6, 2, ROOM(6), fours_6},
    {"walk", "fours-8", 8, 2, ROOM(8), fours_8},
#ifdef __AVX512F__
    {"walk", "hand-8", 8, 2, ROOM(8), hand_8},
    {"walk", "hand-12", 12, 2, ROOM(12), hand_12},
    {"walk", "gather-8", 8, 2, ROOM(8), gather_8},
    {"walk", "gather-12", 12, 2, ROOM(12), gather_12},
    {"walk", "gather-16", 16, 2, ROOM(16), gather_16},
#endif
    {0},
};
