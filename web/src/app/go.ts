/** Which page a letter after G leads to, by its words. */
export const GO: Record<string, string> = { I: 'nav.inbox', L: 'nav.leads', C: 'nav.contacts', D: 'nav.dashboard', T: 'nav.tasks', P: 'nav.products' }
