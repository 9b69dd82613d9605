/*
 * What the store runs itself, each in one round trip and as a whole. Lua 5.1, as Redis since 2.6 and Valkey run it;
 * numbers are doubles, and microseconds since 1970 are whole in them. Sent whole each time: a server that has
 * forgotten a script, because it is another one now, needs nothing told.
 */

/** A batch's id outlives every try to send it again. */
const BATCH_MS = 60_000

/** A level that is over is kept a little longer, for who comes late with what was taken before it was. */
const LATE_MS = 1_000

/**
 * KEYS: that of the gate's last batch, then the names of limits' keys. ARGV: the batch's id, then cost, age and cap of
 * each, in microseconds; what costs nothing is asked after. Answers how far ahead each is. All keys end by themselves.
 */
export const CHARGE = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local isNew = redis.call('GET', KEYS[1]) ~= ARGV[1]
if isNew then redis.call('SET', KEYS[1], ARGV[1], 'PX', ${BATCH_MS}) end
local answer = {}
for i = 2, #KEYS do
  local at = (i - 2) * 3 + 1
  local level = tonumber(redis.call('GET', KEYS[i]) or '0') or 0
  local cost, age, cap = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  if isNew and cost > 0 then
    level = math.min(math.max(level, now - age) + cost, now + cap)
    local left = math.max(0, math.ceil((level - now) / 1000)) + ${LATE_MS}
    redis.call('SET', KEYS[i], string.format('%.0f', level), 'PX', string.format('%.0f', left))
  end
  answer[i - 1] = math.max(0, level - now)
end
return answer`

/**
 * KEYS: the set of gates, what they say of themselves. ARGV: the gate's id, what it says, how long a gate is listed
 * that says nothing (ms), how many are listed. Answers what all say.
 */
export const GREET = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
for _, id in ipairs(gone) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
end
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3] * 2)
redis.call('PEXPIRE', KEYS[2], ARGV[3] * 2)
local ids = redis.call('ZREVRANGE', KEYS[1], 0, ARGV[4] - 1)
if #ids == 0 then return {} end
return redis.call('HMGET', KEYS[2], unpack(ids))`

/** Longer than any order stands; every exchange that brings something begins it anew. */
const FACTS_MS = 45 * 86_400_000

/** Facts whose time is over, taken away at each exchange that brings something. */
const SWEPT_MAX = 100

/**
 * KEYS: what is known of the facts as a whole, facts by name, names by version, names by their end. ARGV: the epoch and
 * the version that the gate has read, an epoch for a store that has none, how many facts are answered at most; then
 * name, time, end (ms), and the sealed text of each. Answers epoch, version, and the texts. Of two about the same the
 * later one stays.
 */
export const EXCHANGE = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  epoch = ARGV[3]
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'version', 0)
  redis.call('PEXPIRE', KEYS[1], ${FACTS_MS})
end
local version = tonumber(redis.call('HGET', KEYS[1], 'version')) or 0
for at = 5, #ARGV, 4 do
  local name, made, ends, text = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), ARGV[at + 3]
  local before = redis.call('HGET', KEYS[2], name)
  local madeBefore = before and tonumber(string.match(before, '^%d+')) or -1
  if made > madeBefore then
    version = version + 1
    redis.call('HSET', KEYS[2], name, string.format('%.0f', made) .. ':' .. text)
    redis.call('ZADD', KEYS[3], version, name)
    redis.call('ZADD', KEYS[4], ends, name)
  end
end
if #ARGV > 4 then
  redis.call('HSET', KEYS[1], 'version', version)
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, ${SWEPT_MAX})) do
    redis.call('HDEL', KEYS[2], name)
    redis.call('ZREM', KEYS[3], name)
    redis.call('ZREM', KEYS[4], name)
  end
  for i = 1, 4 do redis.call('PEXPIRE', KEYS[i], ${FACTS_MS}) end
end
local from = 0
if epoch == ARGV[1] then from = tonumber(ARGV[2]) end
local found = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. string.format('%.0f', from), '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[4])
local names = {}
for at = 1, #found, 2 do
  names[#names + 1] = found[at]
  version = tonumber(found[at + 1])
end
if #names == 0 then return {epoch, version, {}} end
local texts = {}
for i, text in ipairs(redis.call('HMGET', KEYS[2], unpack(names))) do
  texts[i] = text and string.gsub(text, '^%d+:', '') or ''
end
return {epoch, version, texts}`

/** ARGV: a channel and a message, and so on. Answers how many hear each. */
export const PUBLISH = `
local heard = {}
for at = 1, #ARGV, 2 do
  heard[#heard + 1] = redis.call('PUBLISH', ARGV[at], ARGV[at + 1])
end
return heard`

/** Gates that are started at once are there within this. */
const FIRST_MS = 60_000

/** KEYS: a place. ARGV: what a gate would put there. Answers what lies there then: the first who came has decided. */
export const FIRST = `
local there = redis.call('GET', KEYS[1])
if there then return there end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ${FIRST_MS})
return ARGV[1]`
