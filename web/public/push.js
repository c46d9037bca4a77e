// Shows what the server tells while no page is open, and leads to it. Keeps nothing and answers no request of a page.
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))

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
