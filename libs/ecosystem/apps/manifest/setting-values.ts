import type { Fault } from '@platform/http';

import type { SettingSchema, SettingsSchema } from './manifest';
import { faultFinder } from './schema-faults';

/** The JSON Schema of one setting, without what only says how it is kept. */
const schemaOf = ({ secret: _secret, default: _default, ...schema }: SettingSchema): object => schema;

/** Values of settings against what the manifest says of them: each fault with its JSON Pointer. */
export const settingFaults = {
  schemaOf,
  of(settings: SettingsSchema, values: object): Fault[] {
    const properties = Object.entries(settings.properties).map(([name, setting]) => [
      name,
      schemaOf(setting),
    ]);
    return faultFinder({
      ...settings,
      properties: Object.fromEntries(properties) as object,
      additionalProperties: false,
    })(values);
  },
};
