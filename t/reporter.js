'use strict';

// TAP as prove reads it: Node's own has YAML blocks that prove does not
// understand, and then a test that fails hides why. Here that is a comment.

const comment = (text) => String(text).split('\n').map((line) => `# ${line}\n`).join('');

function* failure({ error }) {
  const cause = error?.cause ?? error;
  yield comment(cause?.stack ?? cause ?? 'no reason given');
}

module.exports = async function* reporter(events) {
  let count = 0;
  for await (const { type, data } of events) {
    if (type === 'test:diagnostic') yield comment(data.message);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    count += 1;
    const skip = data.skip === undefined ? '' : ` # SKIP ${data.skip}`;
    yield `${type === 'test:fail' ? 'not ' : ''}ok ${count} - ${data.name.replaceAll('#', '\\#')}${skip}\n`;
    if (type === 'test:fail') yield* failure(data.details);
  }
  yield `1..${count}\n`;
};
