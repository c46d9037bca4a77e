package app.sembang.catalog;

import app.sembang.audit.AuditLog;
import app.sembang.catalog.Bundle.Draft;
import app.sembang.catalog.Bundle.PartDraft;
import app.sembang.catalog.Bundle.Pricing;
import app.sembang.catalog.Bundle.Tier;
import app.sembang.catalog.Bundle.TierDraft;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// What companies sell together. Works inside a transaction of the company and outside of any.
@Component
public class Bundles {
    private final CompanyTransactions transactions;
    private final ProductStore products;
    private final Companies companies;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final InstantSource clock;

    Bundles(
            CompanyTransactions transactions,
            ProductStore products,
            Companies companies,
            JdbcClient jdbc,
            AuditLog audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.products = products;
        this.companies = companies;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /// With what it costs and how many can be had now.
    ///
    /// @throws Refusal `not-found` where the company has no such package
    public Bundle find(CompanyId company, UUID id) {
        return transactions.inside(company, () -> require(company, id));
    }

    /// By name.
    List<Bundle> list(CompanyId company, @Nullable String words, boolean archived, @Nullable UUID after, int limit) {
        return transactions.inside(company, () -> {
            var heads = jdbc.sql("""
                    select * from package
                     where company_id = :company and (archived_at is not null) = :archived
                       and (cast(:words as text) is null
                           or position(cast(:words as text) in sort_key) > 0
                           or position(cast(:words as text) in sku_key) > 0)
                       and (cast(:after as uuid) is null
                           or (sort_key, id) > (select a.sort_key, a.id from package a
                                                 where a.company_id = :company and a.id = cast(:after as uuid)))
                     order by sort_key, id
                     limit :limit
                    """)
                    .param("company", company.value())
                    .param("archived", archived)
                    .param("words", words == null ? null : ProductStore.folded(words))
                    .param("after", after == null ? null : after.toString())
                    .param("limit", limit)
                    .query(Bundles::head)
                    .list();
            return whole(company, heads);
        });
    }

    Bundle create(CompanyId company, Draft draft, MemberId by) {
        return transactions.inside(company, () -> {
            calculated(company, draft.tiers());
            var id = Ids.next();
            unique(draft, () -> written(jdbc.sql("""
                    insert into package (company_id, id, name, sort_key, sku, sku_key, description, link, created_at, changed_at)
                    values (:company, :id, :name, :sort, :sku, :skuKey, :description, :link, :now, :now)
                    """), company, id, draft).update());
            insertTiers(company, id, draft.tiers());
            audit.record(company, by, "package_created", id, Map.of(), Map.of("name", draft.name()));
            return require(company, id);
        });
    }

    /// In the place of what was before.
    Bundle replace(CompanyId company, UUID id, Draft draft, MemberId by) {
        return transactions.inside(company, () -> {
            var before = require(company, id);
            calculated(company, draft.tiers());
            unique(draft, () -> written(jdbc.sql("""
                    update package
                       set name = :name, sort_key = :sort, sku = :sku, sku_key = :skuKey, description = :description,
                           link = :link, changed_at = :now
                     where company_id = :company and id = :id
                    """), company, id, draft).update());
            jdbc.sql("delete from package_tier where company_id = :company and package_id = :id")
                    .param("company", company.value())
                    .param("id", id)
                    .update();
            insertTiers(company, id, draft.tiers());
            var after = require(company, id);
            audit.recordChange(company, by, "package_changed", id, before, after, "description", "tiers", "changedAt");
            return after;
        });
    }

    /// The second time changes nothing.
    Bundle archive(CompanyId company, UUID id, boolean archived, MemberId by) {
        return transactions.inside(company, () -> {
            if (require(company, id).archived() != archived) {
                jdbc.sql("""
                        update package set archived_at = case when :archived then :now end, changed_at = :now
                         where company_id = :company and id = :id
                        """)
                        .param("company", company.value())
                        .param("id", id)
                        .param("archived", archived)
                        .param("now", now().atOffset(ZoneOffset.UTC))
                        .update();
                audit.record(company, by, archived ? "package_archived" : "package_restored", id);
            }
            return require(company, id);
        });
    }

    /// What tiers cost and how many could be had, before anything is kept.
    List<Tier> calculated(CompanyId company, List<TierDraft> tiers) {
        return transactions.inside(company, () -> {
            var currency = currency(company);
            var known = known(
                    company,
                    tiers.stream()
                            .flatMap(tier -> tier.parts().stream())
                            .map(PartDraft::productId)
                            .toList());
            var calculated = new ArrayList<Tier>();
            for (int i = 0; i < tiers.size(); i++) {
                calculated.add(calculated("tiers[%d].".formatted(i), tiers.get(i), known, currency));
            }
            return calculated;
        });
    }

    private static Tier calculated(String field, TierDraft tier, Map<ProductId, Product> known, String currency) {
        var seen = new HashSet<ProductId>();
        var parts = new ArrayList<Bundle.Part>();
        for (int i = 0; i < tier.parts().size(); i++) {
            var wanted = tier.parts().get(i);
            var where = field + "parts[%d].productId".formatted(i);
            var product = known.get(wanted.productId());
            if (product == null) throw Refusal.invalid(where, "is no product of this company");
            if (product.archived()) throw Refusal.invalid(where, "is archived and sold no more");
            if (product.variants() > 0) throw Refusal.invalid(where, "comes in variants: name one of them");
            if (!seen.add(product.id())) throw Refusal.invalid(where, "is in this tier already");
            parts.add(part(product, wanted.quantity()));
        }
        var pricing = Objects.requireNonNullElse(tier.pricing(), Pricing.PARTS);
        var amount = tier.amount();
        if (pricing == Pricing.PRICE || pricing == Pricing.AMOUNT) {
            if (amount == null) throw Refusal.invalid(field + "amount", "Enter an amount.");
            if (!amount.currency().equals(currency)) {
                throw Refusal.invalid(field + "amount", "Prices are in %s.".formatted(currency));
            }
            if (amount.value().signum() < 0
                    || amount.value().precision() - amount.value().scale() > 12) {
                throw Refusal.invalid(field + "amount", "A price is not less than 0.");
            }
            return Tier.of(tier.name().strip(), parts, pricing, amount, null, currency);
        }
        if (pricing == Pricing.PERCENT && tier.percent() == null) {
            throw Refusal.invalid(field + "percent", "Enter how many percent less.");
        }
        return Tier.of(
                tier.name().strip(),
                parts,
                pricing,
                null,
                pricing == Pricing.PERCENT ? tier.percent() : null,
                currency);
    }

    private static Bundle.Part part(Product product, int quantity) {
        return new Bundle.Part(
                product.id(),
                product.name(),
                product.sku(),
                quantity,
                product.price(),
                product.stock(),
                product.archived());
    }

    private Map<ProductId, Product> known(CompanyId company, Collection<ProductId> ids) {
        var known = new HashMap<ProductId, Product>();
        products.find(company, ids, now()).forEach(product -> known.put(product.id(), product));
        return known;
    }

    private String currency(CompanyId company) {
        return companies.find(company).orElseThrow().currency();
    }

    private StatementSpec written(StatementSpec statement, CompanyId company, UUID id, Draft draft) {
        var sku = Texts.blankAsNull(draft.sku());
        return statement
                .param("company", company.value())
                .param("id", id)
                .param("name", draft.name().strip())
                .param("sort", ProductStore.folded(draft.name()))
                .param("sku", sku)
                .param("skuKey", sku == null ? null : ProductStore.folded(sku))
                .param("description", Texts.blankAsNull(draft.description()))
                .param("link", Texts.blankAsNull(draft.link()))
                .param("now", now().atOffset(ZoneOffset.UTC));
    }

    private static void unique(Draft draft, Runnable write) {
        try {
            write.run();
        } catch (DuplicateKeyException taken) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "sku-taken",
                    "Another package has the number '%s' already.".formatted(draft.sku()));
        }
    }

    private void insertTiers(CompanyId company, UUID id, List<TierDraft> tiers) {
        for (int i = 0; i < tiers.size(); i++) {
            var tier = tiers.get(i);
            var pricing = Objects.requireNonNullElse(tier.pricing(), Pricing.PARTS);
            jdbc.sql("""
                    insert into package_tier (company_id, package_id, position, name, pricing, value)
                    values (:company, :id, :position, :name, :pricing, :value)
                    """)
                    .param("company", company.value())
                    .param("id", id)
                    .param("position", i)
                    .param("name", tier.name().strip())
                    .param("pricing", pricing.value())
                    .param("value", value(pricing, tier))
                    .update();
            jdbc.sql("""
                    insert into package_part (company_id, package_id, tier, position, product_id, quantity)
                    select :company, :id, :tier, part.position, part.product, part.quantity
                      from unnest(cast(:products as uuid[]), cast(:quantities as int[]))
                           with ordinality as part (product, quantity, position)
                    """)
                    .param("company", company.value())
                    .param("id", id)
                    .param("tier", i)
                    .param(
                            "products",
                            tier.parts().stream()
                                    .map(part -> part.productId().toString())
                                    .toArray(String[]::new))
                    .param(
                            "quantities",
                            tier.parts().stream()
                                    .map(part -> part.quantity().toString())
                                    .toArray(String[]::new))
                    .update();
        }
    }

    private static @Nullable BigDecimal value(Pricing pricing, TierDraft tier) {
        var amount = tier.amount();
        return switch (pricing) {
            case PARTS -> null;
            case PERCENT -> tier.percent();
            case PRICE, AMOUNT -> amount == null ? null : amount.value();
        };
    }

    private Bundle require(CompanyId company, UUID id) {
        var heads = jdbc.sql("select * from package where company_id = :company and id = :id")
                .param("company", company.value())
                .param("id", id)
                .query(Bundles::head)
                .list();
        return whole(company, heads).stream().findFirst().orElseThrow(() -> Refusal.notFound("package", id));
    }

    private static Bundle head(ResultSet row, int number) throws SQLException {
        return new Bundle(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("sku"),
                row.getString("description"),
                row.getString("link"),
                List.of(),
                row.getObject("archived_at") != null,
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }

    private record TierRow(
            UUID bundle,
            int position,
            String name,
            Pricing pricing,
            @Nullable BigDecimal value) {}

    private record PartRow(UUID bundle, int tier, ProductId product, int quantity) {}

    private List<Bundle> whole(CompanyId company, List<Bundle> heads) {
        if (heads.isEmpty()) return heads;
        var ids = heads.stream().map(head -> head.id().toString()).toArray(String[]::new);
        var parts = jdbc.sql("""
                select package_id, tier, product_id, quantity from package_part
                 where company_id = :company and package_id = any (cast(:ids as uuid[]))
                 order by package_id, tier, position
                """)
                .param("company", company.value())
                .param("ids", ids)
                .query((row, number) -> new PartRow(
                        row.getObject("package_id", UUID.class),
                        row.getInt("tier"),
                        ProductId.from(row.getString("product_id")),
                        row.getInt("quantity")))
                .list();
        var known =
                known(company, parts.stream().map(PartRow::product).distinct().toList());
        var partsOf = new HashMap<UUID, Map<Integer, List<Bundle.Part>>>();
        parts.forEach(row -> partsOf.computeIfAbsent(row.bundle(), id -> new TreeMap<>())
                .computeIfAbsent(row.tier(), tier -> new ArrayList<>())
                .add(part(Objects.requireNonNull(known.get(row.product())), row.quantity())));
        var currency = currency(company);
        var tiersOf = new LinkedHashMap<UUID, List<Tier>>();
        jdbc.sql("""
                select package_id, position, name, pricing, value from package_tier
                 where company_id = :company and package_id = any (cast(:ids as uuid[]))
                 order by package_id, position
                """)
                .param("company", company.value())
                .param("ids", ids)
                .query((row, number) -> new TierRow(
                        row.getObject("package_id", UUID.class),
                        row.getInt("position"),
                        row.getString("name"),
                        Pricing.from(row.getString("pricing")),
                        row.getBigDecimal("value")))
                .list()
                .forEach(row -> tiersOf.computeIfAbsent(row.bundle(), id -> new ArrayList<>())
                        .add(tier(
                                row,
                                partsOf.getOrDefault(row.bundle(), Map.of()).getOrDefault(row.position(), List.of()),
                                currency)));
        return heads.stream()
                .map(head -> new Bundle(
                        head.id(),
                        head.name(),
                        head.sku(),
                        head.description(),
                        head.link(),
                        tiersOf.getOrDefault(head.id(), List.of()),
                        head.archived(),
                        head.createdAt(),
                        head.changedAt()))
                .toList();
    }

    private static Tier tier(TierRow row, List<Bundle.Part> parts, String currency) {
        var value = row.value() == null ? null : row.value().stripTrailingZeros();
        boolean percent = row.pricing() == Pricing.PERCENT;
        return Tier.of(
                row.name(),
                parts,
                row.pricing(),
                value == null || percent ? null : Money.of(value, currency),
                value == null || !percent ? null : new BigDecimal(value.toPlainString()),
                currency);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
