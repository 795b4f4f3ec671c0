'use strict';

const js = require('@eslint/js');

const names = (...list) => Object.fromEntries(list.map((name) => [name, 'readonly']));
const everywhere = ['console', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval',
  'URL', 'URLSearchParams', 'fetch', 'AbortController', 'AbortSignal', 'TextDecoder'];

module.exports = [
  { ignores: ['build*/', 'var/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.js', '**/*.t', 't/generator/mutations'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: names(...everywhere, 'process', 'Buffer', 'setImmediate', '__dirname'),
    },
  },
  {
    files: ['**/*.js', 't/generator/mutations'],
    rules: { 'max-lines-per-function': ['error', 40] },
  },
  {
    files: ['www/**/*.js', 'nginx/*.js'],
    rules: { 'max-lines': ['error', 250] },
    languageOptions: {
      sourceType: 'module',
      globals: names(...everywhere, 'window', 'document', 'location', 'history', 'Intl',
        'HTMLElement', 'matchMedia', 'requestAnimationFrame', 'navigator', 'crypto', 'Audio',
        'Event', 'EventTarget'),
    },
  },
];
