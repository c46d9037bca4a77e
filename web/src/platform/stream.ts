import { authorizedFetch } from './client'
import { createRealtime } from './realtime'

/** The one event line of this tab. */
export const realtime = createRealtime({ fetch: authorizedFetch, origin: location.origin })
