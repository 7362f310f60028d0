/** The descriptor by which requests come and answers go. */
export const channel = 3;
