import { redirectUriFaults } from '@access/installations';
import type { Fault } from '@platform/http';
import type { OutboundHttp } from '@platform/outbound-http';

import type { Manifest } from './manifest';

/** Where an address of an app stands in its manifest. */
export interface PlacedAddress {
  readonly pointer: string;
  readonly url: string;
}

/** The addresses that are sent signed requests. */
export const calledAddresses = ({
  webhooks = [],
  extensions = {},
  lifecycle_url,
}: Manifest): PlacedAddress[] => {
  const { 'deal.form.before_save': check, 'deal.stage_gate': gate } = extensions;
  return [
    ...webhooks.map(({ url }, at) => ({ pointer: `/webhooks/${at}/url`, url })),
    ...(check ? [{ pointer: '/extensions/deal.form.before_save/url', url: check.url }] : []),
    ...(gate ? [{ pointer: '/extensions/deal.stage_gate/url', url: gate.url }] : []),
    ...(lifecycle_url ? [{ pointer: '/lifecycle_url', url: lifecycle_url }] : []),
  ];
};

/** The pages that are shown in frames. */
export const framedAddresses = ({ extensions = {} }: Manifest): PlacedAddress[] =>
  (extensions['deal.form.section'] ?? []).map(({ url }, at) => ({
    pointer: `/extensions/deal.form.section/${at}/url`,
    url,
  }));

/** Every address must be one that may be called or sent to, and frames come from the origins that the app declares. */
export function addressFaults(manifest: Manifest, outbound: OutboundHttp): Fault[] {
  const { origins = [], redirect_uris: redirects = [], publisher } = manifest;
  const framed = framedAddresses(manifest);
  const own = publisher.url === undefined ? [] : [{ pointer: '/publisher/url', url: publisher.url }];
  const allowed = new Set(origins);
  return [
    ...[...calledAddresses(manifest), ...framed, ...own].flatMap((place) =>
      destinationFaults(place, outbound),
    ),
    ...origins.flatMap((url, at) => originFaults({ url, pointer: `/origins/${at}` }, outbound)),
    ...redirectUriFaults(redirects, { isPublic: manifest.auth?.method === 'none' }),
    ...framed.filter(({ url }) => URL.canParse(url) && !allowed.has(new URL(url).origin)).map(undeclared),
  ];
}

function destinationFaults({ url, pointer }: PlacedAddress, outbound: OutboundHttp): Fault[] {
  const check = outbound.checkDestination(url);
  return check.ok ? [] : [{ pointer, code: check.code, detail: check.reason }];
}

function originFaults(place: PlacedAddress, outbound: OutboundHttp): Fault[] {
  const faults = destinationFaults(place, outbound);
  if (faults.length > 0 || new URL(place.url).origin === place.url) return faults;
  const detail = `An origin has no path, and is written as "${new URL(place.url).origin}"`;
  return [{ pointer: place.pointer, code: 'wrong_format', detail }];
}

const undeclared = ({ pointer, url }: PlacedAddress): Fault => ({
  pointer,
  code: 'origin_not_declared',
  detail: `Name ${new URL(url).origin} under /origins: frames come from nowhere else`,
});
