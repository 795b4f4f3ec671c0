'use strict';

// Calls of SQL functions, whose parameters differ between commits.

const { sql } = require('./stack');

// Parameters of api.NAME that callers give: [[name, type, whether it may be left out], ...]; null: there
// is no such function.
async function parametersOf(stack, name) {
  const rows = await sql(stack, `
    select a.name, format_type(a.type, null), a.n > p.pronargs - p.pronargdefaults
      from pg_proc p left join lateral (
             select n, p.proargnames[n] as name, type
               from unnest(p.proargtypes) with ordinality t (type, n)) a on true
     where p.pronamespace = 'api'::regnamespace and p.proname = :'name'`, { name });
  return rows.length === 0 ? null : rows.filter(([parameter]) => parameter !== '')
    .map(([parameter, type, isOptional]) => [parameter, type, isOptional === 't']);
}

// The call of api.NAME with these values (SQL, by the names of parameters). Null: this stack has no such
// function, or its function wants something else, too.
async function call(stack, name, values) {
  const parameters = await parametersOf(stack, name);
  if (parameters?.every(([parameter, , isOptional]) => isOptional || parameter in values) !== true) {
    return null;
  }
  const given = parameters.filter(([parameter]) => parameter in values)
    .map(([parameter, type]) => `${parameter} => (${values[parameter]})::${type}`);
  return `api.${name}(${given.join(', ')})`;
}

module.exports = { call };
