/**
 * The currencies of ISO 4217 in the order of their codes, without its codes of funds and metals. VED, the bolívar without six
 * zeros in its digital form, is one that `Intl` can print, but does not list.
 */
export const CURRENCY_CODES: readonly string[] = [...Intl.supportedValuesOf('currency'), 'VED'].sort();
