import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Biome formats and finds plain slips; ESLint only asks what needs types, or keeps code small.
export default defineConfig(
  { ignores: ['dist/**', '.build/**', 'sdk/**', '**/*.cjs', '**/*.mjs'] },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
      'max-depth': ['error', 3],
      complexity: ['error', 10],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'hack', 'xxx'] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a const array and the union of its values.' },
        {
          selector: 'MemberExpression[object.name="process"][property.name="env"]',
          message: 'Take settings from @platform/config.',
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A DTO is a shape: the server may answer with a plain object of that shape.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A generic result type says what a statement answers: the border between SQL and us.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    // The settings, and FAIL_AT, which is none.
    files: ['libs/platform/config/**', 'libs/platform/runtime/run-main.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // A handler takes one parameter per part of the request, a module one per thing that Nest hands it.
    files: ['**/*.controller.ts', '**/*.module.ts'],
    rules: { 'max-params': 'off' },
  },
  {
    // A controller factory holds the routes that belong together.
    files: [
      'libs/crm/records/*.controller.ts',
      'libs/crm/fields/*.controller.ts',
      'libs/access/tokens/key.controller.ts',
    ],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    // supertest bodies are `any`
    files: ['test/**', 'bench/**', '**/*.spec.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
