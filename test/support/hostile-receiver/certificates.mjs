import { generateKeyPairSync, sign } from 'node:crypto';

const DAY_MS = 86_400_000;

/** Writes one ASN.1 element (X.690): its tag, its length and its parts. */
function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts) => der(0x30, ...parts);
const oid = (hex) => der(0x06, Buffer.from(hex, 'hex'));

const KEYS = {
  ec: {
    make: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    algorithm: sequence(oid('2a8648ce3d040302')),
  },
  'rsa-1024': {
    make: () => generateKeyPairSync('rsa', { modulusLength: 1024 }),
    algorithm: sequence(oid('2a864886f70d01010b'), der(0x05)),
  },
};

/**
 * Makes a self-signed certificate (RFC 5280) for one host name, valid from yesterday (or the day before its end) until
 * `endsAt`, and gives it with its key as PEM.
 */
export function identityFor(host, { endsAt = Date.now() + DAY_MS, key = 'ec' } = {}) {
  const { make, algorithm } = KEYS[key];
  const { publicKey, privateKey } = make();
  const name = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(host)))));
  const time = (ms) =>
    der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));
  const alternativeName = sequence(oid('551d11'), der(0x04, sequence(der(0x82, Buffer.from(host)))));
  const unsigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(time(Math.min(Date.now(), endsAt) - DAY_MS), time(endsAt)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(alternativeName)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', unsigned, privateKey));
  const encoded = sequence(unsigned, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${encoded.replace(/.{64}(?!$)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}
