/*
 * What the store runs for a waiting room; see `scripts.ts`. It counts places and knows nobody: an order says how far
 * somebody has come (`limits/waiting/stages.ts`), and what else is told of him is sealed.
 */

/** A room that nobody speaks of is forgotten. */
const ROOM_MS = 86_400_000

/** What a gate was granted counts for so long after it last spoke: longer than it would let anybody in by it. */
const GRANT_MS = 10_000

/** In a store that begins anew nobody is called before all gates have spoken; who does not within three turns is away. */
const FILLS_MS = 3_000

/** Of those whose time is over, taken away in one call. */
const SWEPT_MAX = 500

/** What an order is made of: see `orderOf`. */
const STAGE = 2 ** 33
const STAGE_IN = 2 ** 18

/**
 * KEYS: what is known of the room as a whole, people by name, names by version, names by their end, who has a place, what
 * gates were granted. ARGV: 1 the epoch and 2 the version that the gate has read, 3 an epoch for a store that has none,
 * 4 how many are answered at most, 5 the gate, 6 its credit, 7 whether it wants more, 8 how many may be in, 9 how many
 * gates there are, 10 how far the rate is ahead there, 11 its interval and 12 its burst (0: none); then of each person
 * name, order, whether it is asked for, for how long it is a place and for how long it is known (ms), the sealed text.
 * Answers epoch, version, texts, now, what its credit should be, how far the rate is ahead (ms). What is more than that
 * counts until the gate says that it has given it back. The rate is at most a burst of each gate and one more ahead:
 * what lies further is of somebody else, or of another rate.
 */
export const CONFER = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  epoch = ARGV[3]
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'version', 0, 'begun', string.format('%.0f', now))
end
local known = redis.call('HMGET', KEYS[1], 'version', 'begun', 'rate', 'unused')
local version, begun = tonumber(known[1]) or 0, tonumber(known[2]) or 0
local rate, unused = math.max(tonumber(known[3]) or 0, now), tonumber(known[4]) or 0
local gate, most, gates = ARGV[5], tonumber(ARGV[8]), tonumber(ARGV[9])
local interval, burst = tonumber(ARGV[11]), tonumber(ARGV[12])
rate = math.max(rate, now + tonumber(ARGV[10]))
local ahead = (gates + 1) * burst * interval
if interval > 0 and not (rate <= now + ahead) then rate = now + ahead end

for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', now, 'LIMIT', 0, ${SWEPT_MAX})) do
  redis.call('ZREM', KEYS[5], name)
end
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, ${SWEPT_MAX})) do
  redis.call('HDEL', KEYS[2], name)
  redis.call('ZREM', KEYS[3], name)
  redis.call('ZREM', KEYS[4], name)
end

local credit = tonumber(ARGV[6])
local granted, spoken = 0, 1
local grants = redis.call('HGETALL', KEYS[6])
for at = 1, #grants, 2 do
  local count, ends = string.match(grants[at + 1], '^(%d+) (%d+)$')
  if not count or tonumber(ends) <= now then redis.call('HDEL', KEYS[6], grants[at])
  elseif grants[at] ~= gate then
    granted = granted + tonumber(count)
    spoken = spoken + 1
  end
end

local held = redis.call('ZCARD', KEYS[5])
local mayCall = spoken >= gates or now - begun >= ${FILLS_MS}
for at = 13, #ARGV, 6 do
  local name, order, isAsked = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2] == '1'
  local before = redis.call('HGET', KEYS[2], name)
  local was = before and tonumber(string.match(before, '^%d+')) or -1
  local isNew = order > was
  if isNew and isAsked then
    isNew = mayCall and held + granted + credit < most
    if isNew and interval > 0 then
      if unused > 0 then unused = unused - 1
      elseif rate - (burst - 1) * interval <= now then rate = rate + interval
      else isNew = false end
    end
  end
  if isNew then
    version = version + 1
    redis.call('HSET', KEYS[2], name, string.format('%.0f', order) .. ':' .. ARGV[at + 5])
    redis.call('ZADD', KEYS[3], version, name)
    redis.call('ZADD', KEYS[4], string.format('%.0f', now + tonumber(ARGV[at + 4])), name)
    local stage = math.floor(order / ${STAGE})
    local isGone = order % 2 == 1
    if not isGone and (stage >= ${STAGE_IN} or stage % 3 == 1) then
      held = held + redis.call('ZADD', KEYS[5], string.format('%.0f', now + tonumber(ARGV[at + 3])), name)
    else
      local left = redis.call('ZREM', KEYS[5], name)
      held = held - left
      if left == 1 and interval > 0 and not isGone and stage % 3 == 2 then unused = unused + 1 end
    end
  end
end

local part = credit
if ARGV[7] == '1' then
  unused = 0
  if mayCall then
    local free = math.max(0, most - held)
    part = math.max(0, math.min(free - granted, math.ceil(free / gates)))
    credit = math.max(credit, part)
  end
end
redis.call('HSET', KEYS[6], gate, string.format('%.0f %.0f', credit, now + ${GRANT_MS}))
redis.call('HSET', KEYS[1], 'version', version, 'rate', string.format('%.0f', rate), 'unused', unused)
for i = 1, 6 do redis.call('PEXPIRE', KEYS[i], ${ROOM_MS}) end

local from = 0
if epoch == ARGV[1] then from = tonumber(ARGV[2]) end
local found = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. string.format('%.0f', from), '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[4])
local names, read = {}, from
for at = 1, #found, 2 do
  names[#names + 1] = found[at]
  read = tonumber(found[at + 1])
end
local texts = {}
if #names > 0 then
  for i, text in ipairs(redis.call('HMGET', KEYS[2], unpack(names))) do
    texts[i] = text and string.gsub(text, '^%d+:', '') or ''
  end
end
return {epoch, read, texts, now, part, math.max(0, rate - now)}`
