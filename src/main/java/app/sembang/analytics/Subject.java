package app.sembang.analytics;

/// What a figure counts, and how its rows are shown. Each of the queries gives `id, at, title, detail, conversation_id,
/// amount, currency, company_id` (of the platform's) of the rows for which a condition on the table is true.
enum Subject {
    CONVERSATION("conversation", """
            select conversation.id, conversation.last_activity_at as at, contact.name as title, member.name as detail,
                   conversation.id as conversation_id, null::numeric as amount, null::text as currency, null::uuid as company_id
              from conversation
              join contact on contact.company_id = :company and contact.id = conversation.contact_id
              left join member on member.company_id = :company and member.id = conversation.assignee_id
             where conversation.company_id = :company
            """),
    LEAD("lead", """
            select lead.id, lead.changed_at as at, contact.name as title, lead.title as detail,
                   (select conversation.id from conversation
                     where conversation.company_id = :company and conversation.contact_id = lead.contact_id
                     order by conversation.created_at desc limit 1) as conversation_id,
                   lead.amount, lead.currency, null::uuid as company_id
              from lead
              join contact on contact.company_id = :company and contact.id = lead.contact_id
             where lead.company_id = :company
            """),
    SALE("sale", """
            select sale.id, sale.at, contact.name as title,
                   coalesce((select string_agg(line.quantity || ' × ' || line.name, ', ' order by line.position)
                               from sale_line line
                              where line.company_id = :company and line.sale_id = sale.id), member.name) as detail,
                   coalesce(sale.conversation_id,
                            (select conversation.id from conversation
                              where conversation.company_id = :company and conversation.contact_id = sale.contact_id
                              order by conversation.created_at desc limit 1)) as conversation_id,
                   sale.amount, sale.currency, null::uuid as company_id
              from sale
              join contact on contact.company_id = :company and contact.id = sale.contact_id
              join member on member.company_id = :company and member.id = sale.member_id
             where sale.company_id = :company
            """),
    TASK("task", """
            select task.id, task.due_at as at, task.title, member.name as detail, conversation.id as conversation_id,
                   null::numeric as amount, null::text as currency, null::uuid as company_id
              from task
              join member on member.company_id = :company and member.id = task.assignee_id
              left join conversation on conversation.company_id = :company and conversation.id = task.conversation_id
             where task.company_id = :company
            """),
    /// The four below are asked by the platform's own role.
    COMPANY("company", """
            select company.id, company.created_at as at, company.name as title, company.slug as detail,
                   null::uuid as conversation_id, null::numeric as amount, null::text as currency,
                   company.id as company_id
              from company
             where company.id <> platform_company()
            """),
    CHANNEL_ACCOUNT("channel_account", """
            select channel_account.id, coalesce(channel_account.last_event_at, channel_account.created_at) as at,
                   company.name as title,
                   concat_ws(': ', channel_account.name, channel_account.last_error) as detail,
                   null::uuid as conversation_id, null::numeric as amount, null::text as currency,
                   company.id as company_id
              from channel_account
              join company on company.id = channel_account.company_id
             where true
            """),
    MESSAGE("message", """
            select message.id, message.at, company.name as title, message.failure_code as detail,
                   null::uuid as conversation_id, null::numeric as amount, null::text as currency,
                   company.id as company_id
              from message
              join company on company.id = message.company_id
             where true
            """),
    /// A company with what it sent in the period, and what a model did for it.
    USE("company", """
            select company.id, company.created_at as at, company.name as title,
                   concat(used.answered, ' / ', used.messages) as detail, null::uuid as conversation_id,
                   nullif(round(used.cost, 2), 0) as amount, 'USD' as currency, company.id as company_id
              from\s""" + Source.USED);

    private static final class Source {
        static final String USED = """
                company
                  cross join lateral (
                       select coalesce((select sum(usage_count.used) from usage_count
                                         where usage_count.company_id = company.id and usage_count.use = 'message'
                                           and usage_count.day >= (:from at time zone :zone)::date
                                           and usage_count.day < (:until at time zone :zone)::date), 0) as messages,
                              (select count(*) from model_call
                                where model_call.company_id = company.id and model_call.at >= :from and model_call.at < :until
                                  and model_call.purpose = 'reply' and model_call.outcome = 'answered') as answered,
                              coalesce((select sum(model_usage.cost_usd) from model_usage
                                         where model_usage.company_id = company.id
                                           and model_usage.day >= (:from at time zone :zone)::date
                                           and model_usage.day < (:until at time zone :zone)::date), 0) as cost) used
                 where company.id <> platform_company()
                """;
    }

    private final String table;
    private final String rows;

    Subject(String table, String rows) {
        this.table = table;
        this.rows = rows;
    }

    boolean isOfPlatform() {
        return switch (this) {
            case COMPANY, CHANNEL_ACCOUNT, MESSAGE, USE -> true;
            case CONVERSATION, LEAD, SALE, TASK -> false;
        };
    }

    String value() {
        return table;
    }

    /// The table and the company's share of it, to be narrowed by a figure's condition.
    String source() {
        return switch (this) {
            case CONVERSATION, LEAD, SALE, TASK -> "%1$s where %1$s.company_id = :company".formatted(table);
            case COMPANY -> "company where company.id <> platform_company()";
            case USE -> Source.USED;
            case CHANNEL_ACCOUNT, MESSAGE -> table + " where true";
        };
    }

    String rows() {
        return rows;
    }
}
