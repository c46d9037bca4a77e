package app.sembang.catalog;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.MediaFile;
import app.sembang.media.MediaFiles;
import app.sembang.media.TooLarge;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The galleries of products.
@Component
public class ProductImages {
    static final int MOST = 10;

    private static final Set<String> TYPES = Set.of("image/png", "image/jpeg", "image/webp");
    private static final long LARGEST = 5 << 20;

    private final CompanyTransactions transactions;
    private final Products products;
    private final MediaFiles files;
    private final AuditLog audit;
    private final JdbcClient jdbc;

    ProductImages(
            CompanyTransactions transactions, Products products, MediaFiles files, AuditLog audit, JdbcClient jdbc) {
        this.transactions = transactions;
        this.products = products;
        this.files = files;
        this.audit = audit;
        this.jdbc = jdbc;
    }

    /// @param url a path on the application's own origin, good for half an hour at least
    /// @param thumbnailUrl of the same picture, small
    public record ProductImage(UUID id, String url, String thumbnailUrl) {}

    /// In the order of the gallery.
    public List<ProductImage> list(CompanyId company, ProductId product) {
        return transactions.in(company, () -> {
            products.find(company, product);
            return gallery(company, product);
        });
    }

    /// The first picture of each of these products that has one.
    public Map<ProductId, ProductImage> firstOf(CompanyId company, Collection<ProductId> products) {
        return transactions.inside(company, () -> {
            var found = new HashMap<ProductId, ProductImage>();
            jdbc.sql("""
                    select distinct on (product_id) product_id, media_id from product_image
                     where company_id = :company and product_id = any (cast(:products as uuid[]))
                     order by product_id, position, media_id
                    """)
                    .param("company", company.value())
                    .param(
                            "products",
                            products.stream().map(ProductId::toString).toArray(String[]::new))
                    .query(row -> {
                        var file = row.getObject("media_id", UUID.class);
                        found.put(ProductId.from(row.getString("product_id")), shown(company, file));
                    });
            return found;
        });
    }

    /// A picture of at most 5 MB at the end of the gallery; what it is, its bytes say.
    public List<ProductImage> add(
            CompanyId company, ProductId product, @Nullable String fileName, InputStream picture, MemberId by)
            throws IOException {
        requireRoom(list(company, product));
        var file = stored(company, fileName, picture);
        try {
            if (!TYPES.contains(file.contentType())) {
                throw Refusal.invalid("file", "Use a picture: PNG, JPEG or WebP.");
            }
            return transactions.in(company, () -> {
                lock(company, product);
                requireRoom(gallery(company, product));
                insert(company, product, file.id());
                audit.record(company, by, "product_image_added", product, Map.of(), Map.of("image", file.id()));
                return gallery(company, product);
            });
        } catch (Refusal refused) {
            files.remove(company, List.of(file.id()));
            throw refused;
        }
    }

    /// Its file goes too, unless something else shows it.
    public List<ProductImage> remove(CompanyId company, ProductId product, UUID image, MemberId by) {
        var left = transactions.in(company, () -> {
            lock(company, product);
            int gone = jdbc.sql("""
                    delete from product_image
                     where company_id = :company and product_id = :product and media_id = :image
                    """)
                    .param("company", company.value())
                    .param("product", product.value())
                    .param("image", image)
                    .update();
            if (gone == 0) {
                throw Refusal.notFound("image", image);
            }
            audit.record(company, by, "product_image_removed", product, Map.of("image", image), Map.of());
            return gallery(company, product);
        });
        files.remove(company, List.of(image));
        return left;
    }

    /// @param wanted all of the product's pictures, in the order they are to have
    public List<ProductImage> order(CompanyId company, ProductId product, List<UUID> wanted) {
        return transactions.in(company, () -> {
            lock(company, product);
            var there = gallery(company, product).stream().map(ProductImage::id).toList();
            if (wanted.size() != there.size() || !new HashSet<>(wanted).equals(new HashSet<>(there))) {
                throw Refusal.invalid("images", "Name every picture of the product once.");
            }
            jdbc.sql("""
                    update product_image i set position = given.position
                      from unnest(cast(:wanted as uuid[])) with ordinality as given (id, position)
                     where i.company_id = :company and i.product_id = :product and i.media_id = given.id
                    """)
                    .param("company", company.value())
                    .param("product", product.value())
                    .param("wanted", wanted.stream().map(UUID::toString).toArray(String[]::new))
                    .update();
            return gallery(company, product);
        });
    }

    /// Until the transaction ends nobody else changes the gallery.
    private void lock(CompanyId company, ProductId product) {
        var locked = jdbc.sql("select id from product where company_id = :company and id = :product for no key update")
                .param("company", company.value())
                .param("product", product.value())
                .query(UUID.class)
                .optional();
        if (locked.isEmpty()) throw Refusal.notFound("product", product);
    }

    private ProductImage shown(CompanyId company, UUID file) {
        return new ProductImage(file, files.urlOf(company, file), files.thumbnailOf(company, file));
    }

    private List<ProductImage> gallery(CompanyId company, ProductId product) {
        return jdbc.sql("""
                select media_id from product_image
                 where company_id = :company and product_id = :product
                 order by position, media_id
                """)
                .param("company", company.value())
                .param("product", product.value())
                .query((row, number) -> {
                    var file = row.getObject("media_id", UUID.class);
                    return shown(company, file);
                })
                .list();
    }

    private void insert(CompanyId company, ProductId product, UUID file) {
        jdbc.sql("""
                insert into product_image (company_id, product_id, media_id, position)
                select :company, :product, :file, coalesce(max(position) + 1, 1) from product_image
                 where company_id = :company and product_id = :product
                """)
                .param("company", company.value())
                .param("product", product.value())
                .param("file", file)
                .update();
    }

    private MediaFile stored(CompanyId company, @Nullable String fileName, InputStream picture) throws IOException {
        try {
            return files.store(company, fileName, picture, LARGEST);
        } catch (TooLarge tooLarge) {
            throw Refusal.invalid("file", "Use a picture of at most 5 MB.");
        }
    }

    private static void requireRoom(List<ProductImage> gallery) {
        if (gallery.size() >= MOST) {
            throw Refusal.invalid("file", "A product has at most 10 pictures.");
        }
    }
}
