/**
 * Sets are sorted sets whose scores are the milliseconds, on the server's clock, at which a member ends.
 * Both scripts forget the ended ones first.
 */

const forgetEnded = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
`;

/** KEYS: set. ARGV: member, ttl, limit or -1. Answers 1, or 0 when the set is full. */
export const addMemberScript = `${forgetEnded}
local limit = tonumber(ARGV[3])
local isNew = not redis.call('ZSCORE', KEYS[1], ARGV[1])
if limit >= 0 and isNew and redis.call('ZCARD', KEYS[1]) >= limit then return 0 end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], last[2])
return 1
`;

/** KEYS: set. Answers the members. */
export const membersScript = `${forgetEnded}
return redis.call('ZRANGE', KEYS[1], 0, -1)
`;
