import type { IncomingMessage } from 'node:http';

const addresses = new WeakMap<IncomingMessage, string>();

/** Notes who sent a request, before the authorization server gets it. */
export const noteCallerAddress = (request: IncomingMessage, address: string): void => {
  addresses.set(request, address);
};

/** Who sent a request, as our settings on proxies tell it and not as the request claims. */
export const callerAddress = (request: IncomingMessage): string => addresses.get(request) ?? 'unknown';
