// Says of every case in cases.json what aws-cdk-lib's assertions make of it: whether it holds, what was found and captured.
// usage: NODE_PATH=<node_modules with aws-cdk-lib> node run.js
'use strict';
const { Capture, Match, Template } = require('aws-cdk-lib/assertions');
const cases = require('./cases.json');

/** A pattern from its JSON, in which `{ "$": "name", "of": … }` is a matcher. */
function pattern(json, captures) {
  if (Array.isArray(json)) return json.map((item) => pattern(item, captures));
  if (json === null || typeof json !== 'object') return json;
  if ('$' in json) {
    const inner = json.of === undefined ? undefined : pattern(json.of, captures);
    if (json.$ === 'capture') {
      const capture = new Capture(inner);
      captures.push(capture);
      return capture;
    }
    return Match[json.$](inner);
  }
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, pattern(value, captures)]));
}

function values(capture) {
  const all = [];
  const read = () => ['asString', 'asNumber', 'asBoolean', 'asArray', 'asObject'].find((type) => {
    try {
      all.push(capture[type]());
      return true;
    } catch {
      return false;
    }
  });
  if (read()) while (capture.next()) read();
  return all;
}

function verdict({ actual, template, method = 'hasResourceProperties', id = 'Foo::Bar', pattern: json }) {
  const captures = [];
  const resource = { Type: 'Foo::Bar', ...(actual && { Properties: actual }) };
  try {
    const subject = Template.fromJSON(template ?? { Resources: { Bar: resource } });
    const args = method === 'templateMatches' ? [pattern(json, captures)] : [id, pattern(json, captures)];
    const found = subject[method](...args) ?? null;
    return { holds: true, found, captured: captures.map(values) };
  } catch (error) {
    return { holds: false, found: null, captured: captures.map(values) };
  }
}

console.log(JSON.stringify(Object.fromEntries(cases.map((each) => [each.name, verdict(each)]))));
