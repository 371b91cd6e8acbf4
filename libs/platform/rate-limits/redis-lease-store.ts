import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

import { type Lease, type LeaseAsk, LeaseStore } from './lease-store';

const KEY_PREFIX = 'dealwright:rate:';
const TIMEOUT_MS = 500;

/** Shares the budgets in Redis: one script for everything that a process asks for, by the clock of Redis. */
export class RedisLeaseStore extends LeaseStore {
  private readonly logger = new Logger(RedisLeaseStore.name);
  private readonly redis: Redis;
  private isConnected = true;

  constructor(url: string) {
    super();
    this.redis = new Redis(url, {
      enableOfflineQueue: true,
      maxRetriesPerRequest: 1,
      connectTimeout: TIMEOUT_MS,
      commandTimeout: TIMEOUT_MS,
      retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
    });
    this.redis.on('ready', () => {
      this.isConnected = true;
    });
    // Told once per outage: the client tries again for ever, and says so each time.
    this.redis.on('error', (error: unknown) => {
      if (this.isConnected) this.logger.warn({ err: error }, 'Redis cannot be reached');
      this.isConnected = false;
    });
  }

  async lease(asks: readonly LeaseAsk[]): Promise<Lease[]> {
    const keys = asks.map(({ key }) => KEY_PREFIX + key);
    const numbers = asks.flatMap(({ wanted, pace }) => [wanted, pace.perSecond, pace.burst]);
    const answer = await this.redis.eval(LEASE, keys.length, ...keys, ...numbers);
    const texts = Array.isArray(answer) ? answer.map(Number) : [];
    return asks.map((_, at) => ({ granted: texts[2 * at] ?? 0, left: texts[2 * at + 1] ?? 0 }));
  }

  close(): Promise<void> {
    this.redis.disconnect();
    return Promise.resolve();
  }
}

/** Numbers are answered as text, because Redis cuts them to whole ones; a budget that is full again is forgotten. */
const LEASE = `
  local time = redis.call('TIME')
  local now = tonumber(time[1]) + tonumber(time[2]) / 1e6
  local answer = {}
  for at, key in ipairs(KEYS) do
    local wanted = tonumber(ARGV[3 * at - 2])
    local per_second = tonumber(ARGV[3 * at - 1])
    local burst = tonumber(ARGV[3 * at])
    local known = redis.call('HMGET', key, 'tokens', 'at')
    local tokens = burst
    if known[1] then
      local elapsed = math.max(0, now - tonumber(known[2]))
      tokens = math.min(burst, tonumber(known[1]) + per_second * elapsed)
    end
    local granted = math.min(wanted, tokens)
    tokens = math.min(burst, tokens - granted)
    redis.call('HSET', key, 'tokens', string.format('%.6f', tokens), 'at', string.format('%.6f', now))
    redis.call('PEXPIRE', key, math.ceil((burst - tokens) / per_second * 1000) + 1000)
    answer[2 * at - 1] = string.format('%.6f', granted)
    answer[2 * at] = string.format('%.6f', tokens)
  end
  return answer`;
