/* Algorithm 2 of docs/proof-of-work.md: PBKDF2-HMAC-SHA-256, of which a tag needs the first word. */
#include "sha256.h"

/* Bits of what is hashed: a block of key, then the salt and the block's number, or a digest. */
#define SALTED_BITS (8 * (64 + 16 + 4))
#define DIGEST_BITS (8 * (64 + 32))
#define END_MARK 0x80000000u

/* The state after the key's block, once for the inner hash of HMAC and once for the outer. */
static void key_state(const struct work *work, uint32_t pad, lanes state[8]) {
  lanes start[8], block[16];
  for (int i = 0; i < 8; i++) start[i] = all(START[i]);
  for (int i = 0; i < 16; i++) block[i] = all((i < 8 ? big_endian(work->seed + 4 * i) : 0) ^ pad);
  compress(start, block, state);
}

/* Salt, number 1, padding; the index is little endian, SHA-256's words are not. */
INLINED void salted(uint32_t block[16], uint32_t index) {
  static const uint32_t label[5] = {0x70616172, 0x742d756e, 0x69742d32, 1, END_MARK};
  block[0] = __builtin_bswap32(index);
  for (int i = 1; i < 16; i++) block[i] = i < 6 ? label[i - 1] : 0;
  block[15] = SALTED_BITS;
}

/* The first two bytes of the key, as a number of little endian. */
INLINED uint32_t tag_of(uint32_t word) { return __builtin_bswap32(word) & 0xffff; }

static void derive_lanes(const struct work *work, uint64_t first, void *room, uint32_t *tags) {
  (void)room;
  lanes inner[8], outer[8], block[16], sum;
  key_state(work, 0x36363636, inner);
  key_state(work, 0x5c5c5c5c, outer);
  for (int k = 0; k < LANES; k++) {
    uint32_t words[16];
    salted(words, first + k);
    for (int i = 0; i < 16; i++) block[i][k] = words[i];
  }
  compress(inner, block, block);
  for (int i = 8; i < 16; i++) block[i] = all(0);
  block[8] = all(END_MARK), block[15] = all(DIGEST_BITS);
  compress(outer, block, block);
  sum = block[0];
  for (uint32_t i = 1; i < work->iterations; i++) {
    compress(inner, block, block);
    compress(outer, block, block);
    sum ^= block[0];
  }
  for (int k = 0; k < LANES; k++) tags[k] = tag_of(sum[k]);
}

#ifdef PAIR
/* A digest as the next block, padded. */
INLINED void as_block(struct half_states s, __m128i block[4]) {
  block[0] = _mm_shuffle_epi32(_mm_unpackhi_epi64(s.abef, s.cdgh), 0xb1);
  block[1] = _mm_shuffle_epi32(_mm_unpacklo_epi64(s.abef, s.cdgh), 0xb1);
  block[2] = _mm_set_epi32(0, 0, 0, END_MARK);
  block[3] = _mm_set_epi32(DIGEST_BITS, 0, 0, 0);
}

INLINED void hash_pair(const struct half_states key[PAIR], struct half_states digest[PAIR]) {
  __m128i block[PAIR][4];
  for (int k = 0; k < PAIR; k++) as_block(digest[k], block[k]);
  compress_pair(key, block, digest);
}

static void derive_pair(const struct work *work, uint64_t first, void *room, uint32_t *tags) {
  (void)room;
  lanes state[8];
  struct half_states inner[PAIR], outer[PAIR], digest[PAIR];
  __m128i block[PAIR][4], sum[PAIR];
  key_state(work, 0x36363636, state);
  for (int k = 0; k < PAIR; k++) inner[k] = halves_of(state);
  key_state(work, 0x5c5c5c5c, state);
  for (int k = 0; k < PAIR; k++) outer[k] = halves_of(state);
  for (int k = 0; k < PAIR; k++) {
    uint32_t words[16];
    salted(words, first + k);
    for (int i = 0; i < 4; i++) block[k][i] = _mm_loadu_si128((const __m128i *)&words[4 * i]);
  }
  compress_pair(inner, block, digest);
  hash_pair(outer, digest);
  for (int k = 0; k < PAIR; k++) sum[k] = digest[k].abef;
  for (uint32_t i = 1; i < work->iterations; i++) {
    hash_pair(inner, digest);
    hash_pair(outer, digest);
    for (int k = 0; k < PAIR; k++) sum[k] = _mm_xor_si128(sum[k], digest[k].abef);
  }
  for (int k = 0; k < PAIR; k++) tags[k] = tag_of(_mm_extract_epi32(sum[k], 3));
}
#endif

const struct kernel DERIVATIONS[] = {
    {"derivation", "lanes", LANES, 1, 0, derive_lanes},
#ifdef PAIR
    {"derivation", "sha-instructions", PAIR, 1, 0, derive_pair},
#endif
    {0},
};
