/**
 * How a pod leaves: it is told to stop, and goes on answering while whoever balances the load takes it out. That takes
 * the balancer's own delay, and the seconds in which it learns of it.
 */

/** Seconds in which a load balancer lets the requests of a target it takes out come to their end. */
export const deregistrationSeconds = 10;

/** Seconds in which a pod that is told to stop goes on answering: longer than the load balancer's delay. */
export const lameDuckSeconds = deregistrationSeconds + 5;
