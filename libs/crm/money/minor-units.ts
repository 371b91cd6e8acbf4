/**
 * How many decimals the smallest unit of a currency has: ISO 4217 (list one), where it is not two. `Intl` cannot be asked: it
 * tells what people write, such as no decimals for the Hungarian forint, and changes with its data.
 */
const MINOR_UNITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const KNOWN = new Map(
  Object.entries(MINOR_UNITS).flatMap(([decimals, codes]) =>
    codes.split(' ').map((code) => [code, Number(decimals)] as const),
  ),
);

/** The decimals of a currency's smallest unit: 0 for JPY, 2 for EUR, 3 for KWD. */
export const decimalsOf = (currency: string): number => KNOWN.get(currency) ?? 2;
