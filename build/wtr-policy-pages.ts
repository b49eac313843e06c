import type { TestRunnerConfig } from '@web/test-runner';

type Middleware = NonNullable<TestRunnerConfig['middleware']>[number];

/** The nonce that a policy under test may name. */
const nonce = 'test-nonce';

/**
 * Pages of our own under any security policy, for browser tests to open in a frame:
 *
 * - `/policy-page?csp=…&permissions=…&module=/test/…` is a page with these `Content-Security-Policy` and
 *   `Permissions-Policy` headers that runs the module (with the nonce `test-nonce`).
 * - `/with-cors/…` is the same file as `/…`, readable from other origins.
 */
export function wtrPolicyPages(): Middleware {
  return async (context, next) => {
    if (context.path.startsWith('/with-cors/')) {
      context.set('Access-Control-Allow-Origin', '*');
      context.url = context.url.slice('/with-cors'.length);
      return next();
    }
    if (context.path !== '/policy-page') return next();

    const { csp, permissions, module } = context.query;
    if (typeof module !== 'string' || !/^\/test\/[\w/.-]+$/.test(module)) {
      context.throw(400, 'policy-page: `module` has to be a path under /test/.');
    }
    if (typeof csp === 'string' && csp !== '') context.set('Content-Security-Policy', csp);
    if (typeof permissions === 'string' && permissions !== '') context.set('Permissions-Policy', permissions);
    context.type = 'html';
    const script = `<script type="module" nonce="${nonce}" src="${module}"></script>`;
    context.body = `<!doctype html><title>policy</title>${script}`;
    return undefined;
  };
}
