// Reads an OpenAPI document.

/** The members of an object, as pairs. */
export const each = Object.entries;

/** The object that a $ref names; an object without $ref is itself. */
export const resolve = (document, object) => (object.$ref === undefined ? object
  : object.$ref.split('/').slice(1).reduce((from, name) => from[name], document));

const METHODS = ['get', 'post', 'put', 'delete'];

/** All operations, each with its method, its path, and the parameters of the path and its own. */
export const operationsOf = (document) => each(document.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => ({
    ...item[method], method, path,
    parameters: [...item.parameters ?? [], ...item[method].parameters ?? []]
      .map((parameter) => resolve(document, parameter)),
  })));
