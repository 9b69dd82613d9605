/* SHA-256 (FIPS 180-4) on as many messages at a time as a vector has words. */
#ifndef SHA256_H
#define SHA256_H

#include <stdint.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif
#ifdef __AVX512F__
#define LANES 16
#elif defined(__AVX2__)
#define LANES 8
#else
#define LANES 4
#endif
#include "kernel.h"

/* One word of each message. */
typedef uint32_t lanes __attribute__((vector_size(4 * LANES)));

static const uint32_t K[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static const uint32_t START[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

INLINED lanes rotr(lanes x, int n) { return (x >> n) | (x << (32 - n)); }

#ifdef __AVX512F__
/* Any function of three bits is one instruction; the compiler does not see all of them. */
#define TERNARY(x, y, z, table) \
  ((lanes)_mm512_ternarylogic_epi32((__m512i)(x), (__m512i)(y), (__m512i)(z), table))
INLINED lanes xor3(lanes x, lanes y, lanes z) { return TERNARY(x, y, z, 0x96); }
INLINED lanes choose(lanes x, lanes y, lanes z) { return TERNARY(x, y, z, 0xca); }
INLINED lanes majority(lanes x, lanes y, lanes z) { return TERNARY(x, y, z, 0xe8); }
#else
INLINED lanes xor3(lanes x, lanes y, lanes z) { return x ^ y ^ z; }
INLINED lanes choose(lanes x, lanes y, lanes z) { return z ^ (x & (y ^ z)); }
INLINED lanes majority(lanes x, lanes y, lanes z) { return y ^ ((x ^ y) & (y ^ z)); }
#endif

/*
 * Rounds `from` to `to` on the working variables `s` and the message schedule `w`. The variables stay
 * where they are and change their names: in round i, a is s[-i mod 8], b the one after it.
 */
INLINED void rounds(lanes s[8], lanes w[16], const int from, const int to) {
#pragma GCC unroll 64
  for (int i = from; i < to; i++) {
    const lanes a = s[(64 - i) % 8], e = s[(68 - i) % 8];
    if (i >= 16) {
      const lanes x = w[(i + 1) % 16], y = w[(i + 14) % 16];
      w[i % 16] += xor3(rotr(x, 7), rotr(x, 18), x >> 3) + w[(i + 9) % 16] +
                   xor3(rotr(y, 17), rotr(y, 19), y >> 10);
    }
    const lanes t = s[(71 - i) % 8] + xor3(rotr(e, 6), rotr(e, 11), rotr(e, 25)) +
                    choose(e, s[(69 - i) % 8], s[(70 - i) % 8]) + (w[i % 16] + K[i]);
    s[(67 - i) % 8] += t;
    s[(71 - i) % 8] = t + xor3(rotr(a, 2), rotr(a, 13), rotr(a, 22)) +
                      majority(a, s[(65 - i) % 8], s[(66 - i) % 8]);
  }
}

/* The state after one more block. */
INLINED void compress(const lanes from[8], const lanes block[16], lanes to[8]) {
  lanes s[8], w[16];
  for (int i = 0; i < 8; i++) s[i] = from[i];
  for (int i = 0; i < 16; i++) w[i] = block[i];
  rounds(s, w, 0, 64);
  for (int i = 0; i < 8; i++) to[i] = from[i] + s[i];
}

/* The same word in all lanes. */
INLINED lanes all(uint32_t word) { return (lanes){0} + word; }

static inline uint32_t big_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

#if defined(__SHA__) && defined(__SSE4_1__)
/* As many messages at a time, by the instructions for SHA-256: one alone waits for itself. */
#define PAIR 2

/* The state as these instructions have it. */
struct half_states {
  __m128i abef, cdgh;
};

INLINED struct half_states halves_of(const lanes s[8]) {
  return (struct half_states){_mm_set_epi32(s[0][0], s[1][0], s[4][0], s[5][0]),
                              _mm_set_epi32(s[2][0], s[3][0], s[6][0], s[7][0])};
}

/* Blocks are overwritten. */
INLINED void compress_pair(const struct half_states from[PAIR], __m128i w[PAIR][4],
                           struct half_states to[PAIR]) {
  struct half_states s[PAIR];
  for (int k = 0; k < PAIR; k++) s[k] = from[k];
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) {
    const __m128i constants = _mm_load_si128((const __m128i *)&K[4 * i]);
#pragma GCC unroll 2
    for (int k = 0; k < PAIR; k++) {
      __m128i *word = &w[k][i % 4], last = w[k][(i + 3) % 4];
      if (i >= 4) {
        const __m128i middle = _mm_alignr_epi8(last, w[k][(i + 2) % 4], 4);
        *word = _mm_add_epi32(_mm_sha256msg1_epu32(*word, w[k][(i + 1) % 4]), middle);
        *word = _mm_sha256msg2_epu32(*word, last);
      }
      const __m128i sum = _mm_add_epi32(*word, constants);
      s[k].cdgh = _mm_sha256rnds2_epu32(s[k].cdgh, s[k].abef, sum);
      s[k].abef = _mm_sha256rnds2_epu32(s[k].abef, s[k].cdgh, _mm_shuffle_epi32(sum, 0x0e));
    }
  }
  for (int k = 0; k < PAIR; k++) {
    to[k].abef = _mm_add_epi32(from[k].abef, s[k].abef);
    to[k].cdgh = _mm_add_epi32(from[k].cdgh, s[k].cdgh);
  }
}
#endif
#endif
