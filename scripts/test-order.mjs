/** Jest's sequencer of the bundles: as they are numbered, so that what takes longest does not begin last. */
// biome-ignore lint/style/noDefaultExport: Jest takes the default export.
export default class TestOrder {
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
