// Shows what the server tells while no page is open, and leads to it. A page that is opened without a network gets one
// that says so; no other request is answered, and nothing else is kept.
const OFFLINE = 'offline-1'
const PARTS = ['/offline.html', '/offline.js', '/icon.svg']

self.addEventListener('install', event => {
  self.skipWaiting()
  event.waitUntil(caches.open(OFFLINE).then(cache => cache.addAll(PARTS)))
})
self.addEventListener('activate', event =>
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== OFFLINE) await caches.delete(name)
      await self.clients.claim()
    })(),
  ),
)

self.addEventListener('fetch', event => {
  const { mode, destination, url } = event.request
  const kept = PARTS.includes(new URL(url).pathname)
  if (!kept && (mode !== 'navigate' || destination !== 'document')) return
  event.respondWith(fetch(event.request).catch(unreachable => caches.match(kept ? event.request : '/offline.html').then(page => page ?? Promise.reject(unreachable))))
})

self.addEventListener('push', event => {
  const { id, text, language, path } = event.data?.json() ?? {}
  if (!text) return
  event.waitUntil(self.registration.showNotification('Sembang', { body: text, lang: language, tag: id, icon: '/icon-192.png', badge: '/icon-192.png', data: { path } }))
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  const to = new URL(event.notification.data?.path ?? '/', self.location.origin)
  event.waitUntil(
    (async () => {
      const open = (await self.clients.matchAll({ type: 'window' })).find(one => new URL(one.url).origin === to.origin)
      if (!open) return self.clients.openWindow(to.href)
      await open.focus()
      return open.navigate(to.href)
    })(),
  )
})
