import { registerHooks } from 'node:module';
import { join } from 'node:path';

const libraries = join(__dirname, '..', '..', 'libs');

// Jest maps the names of our libraries in tests, but not in its global setup and teardown.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const [, group, library] = /^@(platform|access|crm|ecosystem)\/([^/]+)$/.exec(specifier) ?? [];
    if (!group || !library) return nextResolve(specifier, context);
    return nextResolve(join(libraries, group, library, 'index.ts'), context);
  },
});
