// The shapes of the HTTP API as openapi-typescript writes them from docs/openapi.json (`npm run schema`).
// Only platform/client.ts imports this file.

type S = components["schemas"]

export interface components {
  schemas: {
    Ref: { id: string; name: string }
    ContactName: { id: string; name: string | null }
    Channel: "whatsapp" | "telegram" | "messenger" | "instagram" | "webchat"
    Language: "en" | "ms" | "zh" | "ta"
    Role: "super_admin" | "company_admin" | "company_user" | "viewer"
    Status: "new" | "in_progress" | "waiting" | "completed" | "lost"
    Author: "contact" | "member" | "assistant" | "system"
    Money: { amount: string; currency: string }
    Company: { id: string; name: string; slug: string; timeZone: string; currency: string; preferredLanguage: S["Language"]; country: string }
    User: { id: string; name: string; email: string; role: S["Role"]; language: S["Language"]; company: S["Company"] }
    SignIn: { accessToken: string; expiresIn: number; user: S["User"] }
    Credentials: { email: string; password: string; code?: string }
    LastMessage: { seq: number; author: S["Author"]; preview: string; at: string }
    ConversationRow: { id: string; contact: S["ContactName"]; channel: S["Channel"]; channelAccount: S["Ref"]; status: S["Status"]; assignee: S["Ref"] | null; answering: "assistant" | "member" | "nobody"; answeringMember: S["Ref"] | null; language: S["Language"] | null; lastMessage: S["LastMessage"] | null; awaitingReplySince: string | null; unread: number; messageCount: number; updatedAt: string }
    Counters: { mine: number; unassigned: number; all: number; waiting: number }
    Identity: { channel: S["Channel"]; displayName: string | null; username: string | null }
    ConversationContact: { id: string; name: string | null; language: S["Language"] | null; phone: string | null; email: string | null; identities: S["Identity"][]; messageCount: number; firstSeenAt: string; lastSeenAt: string }
    Assignment: { by: S["Ref"] | null; rule: "manual" | "rotation" | null; reason: string | null; at: string }
    Completion: { status: "completed" | "lost"; saleAmount: S["Money"] | null; productsSold: string[]; paymentMethod: string | null; notes: string | null; by: S["Ref"]; at: string }
    CompletionRequest: { status: "completed" | "lost"; saleAmount?: S["Money"]; productsSold?: string[]; paymentMethod?: string; notes?: string }
    Capabilities: { maxTextLength: number; quickReplies: boolean; media: boolean }
    Conversation: Omit<S["ConversationRow"], "contact"> & { contact: S["ConversationContact"]; previousId: string | null; assignment: S["Assignment"] | null; completion: S["Completion"] | null; capabilities: S["Capabilities"]; readSeq: number }
    TextContent: { type: "text"; text: string }
    MediaFile: { id: string; url: string; contentType: string; size: number; fileName: string | null }
    MediaContent: { type: "media"; kind: "image" | "video" | "audio" | "voice" | "document" | "sticker"; caption: string | null; media: S["MediaFile"] | null; status: "pending" | "ready" | "failed"; failure: string | null }
    ButtonReplyContent: { type: "button_reply"; buttonId: string; title: string }
    LocationContent: { type: "location"; latitude: number; longitude: number; name: string | null }
    UnsupportedContent: { type: "unsupported"; vendorKind: string }
    SystemContent: { type: "system"; code: string }
    Content: S["TextContent"] | S["MediaContent"] | S["ButtonReplyContent"] | S["LocationContent"] | S["UnsupportedContent"] | S["SystemContent"]
    Failure: { code: string; reason: string }
    Evidence: { source: "template"; templateId: string; templateVersion: number; templateName: string; language: S["Language"]; confidence: number }
    Message: { id: string; conversationId: string; seq: number; author: S["Author"]; member: S["Ref"] | null; content: S["Content"]; state: "received" | "held" | "queued" | "sending" | "sent" | "delivered" | "read" | "failed" | "unknown" | "cancelled"; failure: S["Failure"] | null; at: string; vendorAt: string | null; clientId: string | null; edited: boolean; evidence: S["Evidence"] | null }
    MessageRequest: { type: "text"; text: string; clientId?: string; suggestionId?: string }
    Note: { id: string; conversationId: string; author: S["Ref"]; text: string; afterSeq: number; mentions: S["Ref"][]; at: string; clientId: string | null }
    Activity: { id: string; kind: "started" | "assigned" | "unassigned" | "taken_over" | "handed_back" | "handed_over" | "completed" | "lost" | "reopened"; actor: S["Ref"] | null; facts: { [key: string]: string }; afterSeq: number; at: string }
    ContactConversation: { id: string; status: S["Status"]; channel: S["Channel"]; updatedAt: string }
    Contact: S["ConversationContact"] & { conversations: S["ContactConversation"][] }
    Member: { id: string; name: string; email: string; role: S["Role"]; active: boolean }
    StreamEvent: { id: string; event: string; data: unknown }
    Events: { events: S["StreamEvent"][]; last: string }
    Problem: { type?: string; title?: string; status?: number; detail?: string; code?: string; requestId?: string; errors?: { field: string; message: string }[] }
  }
}

type Json<T> = { content: { "application/json": T } }
type Answers<T> = { 200: Json<T>; default: { content: { "application/problem+json": S["Problem"] } } }
type Empty = { 204: { content?: never }; default: { content: { "application/problem+json": S["Problem"] } } }
type Page<T> = { items: T[]; next: string | null }
type Id = { path: { id: string } }

export interface paths {
  "/api/v1/auth/login": {
    post: { requestBody: Json<S["Credentials"]>; responses: Answers<S["SignIn"]> }
  }
  "/api/v1/auth/refresh": {
    post: { responses: Answers<S["SignIn"]> }
  }
  "/api/v1/auth/logout": {
    post: { responses: Empty }
  }
  "/api/v1/me": {
    get: { responses: Answers<S["User"]> }
    patch: { requestBody: Json<{language?: S["Language"]}>; responses: Answers<S["User"]> }
  }
  "/api/v1/users": {
    get: { parameters: {query?: {after?: string; limit?: number}}; responses: Answers<Page<S["Member"]>> }
  }
  "/api/v1/conversations": {
    get: { parameters: {query?: {view?: string; status?: string; assignee?: string; q?: string; after?: string; limit?: number}}; responses: Answers<Page<S["ConversationRow"]>> }
  }
  "/api/v1/conversations/counters": {
    get: { responses: Answers<S["Counters"]> }
  }
  "/api/v1/conversations/{id}": {
    get: { parameters: Id; responses: Answers<S["Conversation"]> }
  }
  "/api/v1/conversations/{id}/messages": {
    get: { parameters: Id & {query?: {before?: number; after?: number; limit?: number}}; responses: Answers<Page<S["Message"]>> }
    post: { parameters: Id; requestBody: Json<S["MessageRequest"]>; responses: Answers<S["Message"]> }
  }
  "/api/v1/conversations/{id}/messages/{messageId}/attempts": {
    post: { parameters: {path: {id: string; messageId: string}}; responses: Answers<S["Message"]> }
  }
  "/api/v1/conversations/{id}/notes": {
    get: { parameters: Id; responses: Answers<Page<S["Note"]>> }
    post: { parameters: Id; requestBody: Json<{text: string; clientId?: string}>; responses: Answers<S["Note"]> }
  }
  "/api/v1/conversations/{id}/activity": {
    get: { parameters: Id; responses: Answers<Page<S["Activity"]>> }
  }
  "/api/v1/conversations/{id}/assignment": {
    put: { parameters: Id; requestBody: Json<{userId: string | null; reason?: string}>; responses: Answers<S["Conversation"]> }
  }
  "/api/v1/conversations/{id}/takeover": {
    put: { parameters: Id; responses: Answers<S["Conversation"]> }
    delete: { parameters: Id; responses: Answers<S["Conversation"]> }
  }
  "/api/v1/conversations/{id}/completion": {
    put: { parameters: Id; requestBody: Json<S["CompletionRequest"]>; responses: Answers<S["Conversation"]> }
    delete: { parameters: Id; responses: Answers<S["Conversation"]> }
  }
  "/api/v1/conversations/{id}/read": {
    put: { parameters: Id; requestBody: Json<{seq: number}>; responses: Empty }
  }
  "/api/v1/conversations/{id}/typing": {
    post: { parameters: Id; requestBody: Json<{on: boolean}>; responses: Empty }
  }
  "/api/v1/contacts/{id}": {
    get: { parameters: Id; responses: Answers<S["Contact"]> }
  }
  "/api/v1/events": {
    get: { parameters: {query?: {after?: string; wait?: number}}; responses: Answers<S["Events"]> }
  }
}
