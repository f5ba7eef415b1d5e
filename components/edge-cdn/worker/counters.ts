/** A script of the counters alone: the Worker reaches them by its binding, and nobody else does. */
export { Limiter } from "./limiter";

export default { fetch: () => new Response("Not found.", { status: 404 }) };
