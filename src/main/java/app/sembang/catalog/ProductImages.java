package app.sembang.catalog;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.MediaFile;
import app.sembang.media.MediaFiles;
import app.sembang.media.Pictures;
import app.sembang.media.TooLarge;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The galleries of products.
@Component
public class ProductImages {
    static final int MOST = 10;

    private static final Set<String> TYPES = Set.of("image/png", "image/jpeg", "image/webp");
    private static final long LARGEST = 5 << 20;
    /// For a row of a list, a card, and the whole screen of a phone.
    private static final List<Integer> WIDTHS = List.of(96, 320, 960);

    private static final String PICTURE = """
            image.product_id, image.media_id, image.width,
            array(select size.width from product_image_size size
                   where size.company_id = :company and size.product_id = image.product_id
                     and size.media_id = image.media_id order by size.width) as widths,
            array(select size.scaled_id from product_image_size size
                   where size.company_id = :company and size.product_id = image.product_id
                     and size.media_id = image.media_id order by size.width) as files
            """;

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

    /// Addresses are paths on the application's own origin, good for half an hour at least.
    ///
    /// @param width of the picture as it came; null where it could not be read
    /// @param sizes the same in smaller widths, the smallest first
    public record ProductImage(
            UUID id, String url, @Nullable Integer width, List<Size> sizes) {
        @Schema(name = "ProductImageSize")
        public record Size(String url, int width) {}
    }

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
                    select distinct on (image.product_id) %s from product_image image
                     where image.company_id = :company and image.product_id = any (cast(:products as uuid[]))
                     order by image.product_id, image.position, image.media_id
                    """.formatted(PICTURE))
                    .param("company", company.value())
                    .param(
                            "products",
                            products.stream().map(ProductId::toString).toArray(String[]::new))
                    .query(row -> {
                        found.put(ProductId.from(row.getString("product_id")), image(company, row));
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
        var kept = new ArrayList<>(List.of(file.id()));
        try {
            if (!TYPES.contains(file.contentType())) {
                throw Refusal.invalid("file", "Use a picture: PNG, JPEG or WebP.");
            }
            var sizes = sizes(company, file);
            var scaled = new LinkedHashMap<Integer, UUID>();
            for (var size : sizes.map(Pictures.Sizes::smaller).orElse(List.of())) {
                var smaller = files.store(company, fileName, new ByteArrayInputStream(size.bytes()), LARGEST);
                kept.add(smaller.id());
                scaled.put(size.width(), smaller.id());
            }
            return transactions.in(company, () -> {
                lock(company, product);
                requireRoom(gallery(company, product));
                insert(company, product, file.id(), sizes.orElse(null), scaled);
                audit.record(company, by, "product_image_added", product, Map.of(), Map.of("image", file.id()));
                return gallery(company, product);
            });
        } catch (Refusal refused) {
            files.remove(company, kept);
            throw refused;
        } catch (TooLarge impossible) {
            throw new IOException("A smaller picture is larger than 5 MB", impossible);
        }
    }

    private Optional<Pictures.Sizes> sizes(CompanyId company, MediaFile file) throws IOException {
        var found = files.find(company, file.id());
        return found.isEmpty() ? Optional.empty() : Pictures.of(found.get().path(), WIDTHS);
    }

    /// Its file goes too, unless something else shows it.
    public List<ProductImage> remove(CompanyId company, ProductId product, UUID image, MemberId by) {
        var gone = new ArrayList<>(List.of(image));
        var left = transactions.in(company, () -> {
            lock(company, product);
            gone.addAll(removeSizes(company, product, image));
            int rows = jdbc.sql("""
                    delete from product_image
                     where company_id = :company and product_id = :product and media_id = :image
                    """)
                    .param("company", company.value())
                    .param("product", product.value())
                    .param("image", image)
                    .update();
            if (rows == 0) {
                throw Refusal.notFound("image", image);
            }
            audit.record(company, by, "product_image_removed", product, Map.of("image", image), Map.of());
            return gallery(company, product);
        });
        files.remove(company, gone);
        return left;
    }

    private List<UUID> removeSizes(CompanyId company, ProductId product, UUID image) {
        return jdbc.sql("""
                delete from product_image_size
                 where company_id = :company and product_id = :product and media_id = :image
                returning scaled_id
                """)
                .param("company", company.value())
                .param("product", product.value())
                .param("image", image)
                .query((row, number) -> row.getObject("scaled_id", UUID.class))
                .list();
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

    private List<ProductImage> gallery(CompanyId company, ProductId product) {
        return jdbc.sql("""
                select %s from product_image image
                 where image.company_id = :company and image.product_id = :product
                 order by image.position, image.media_id
                """.formatted(PICTURE))
                .param("company", company.value())
                .param("product", product.value())
                .query((row, number) -> image(company, row))
                .list();
    }

    private ProductImage image(CompanyId company, ResultSet row) throws SQLException {
        var file = row.getObject("media_id", UUID.class);
        var widths = (Integer[]) row.getArray("widths").getArray();
        var scaled = (UUID[]) row.getArray("files").getArray();
        var sizes = IntStream.range(0, widths.length)
                .mapToObj(i -> new ProductImage.Size(files.urlOf(company, scaled[i]), widths[i]))
                .toList();
        return new ProductImage(file, files.urlOf(company, file), row.getObject("width", Integer.class), sizes);
    }

    private void insert(
            CompanyId company,
            ProductId product,
            UUID file,
            Pictures.@Nullable Sizes sizes,
            Map<Integer, UUID> scaled) {
        jdbc.sql("""
                insert into product_image (company_id, product_id, media_id, position, width, height)
                select :company, :product, :file, coalesce(max(position) + 1, 1), :width, :height from product_image
                 where company_id = :company and product_id = :product
                """)
                .param("company", company.value())
                .param("product", product.value())
                .param("file", file)
                .param("width", sizes == null ? null : sizes.width(), Types.INTEGER)
                .param("height", sizes == null ? null : sizes.height(), Types.INTEGER)
                .update();
        scaled.forEach((width, smaller) -> jdbc.sql("""
                insert into product_image_size (company_id, product_id, media_id, width, scaled_id)
                values (:company, :product, :file, :width, :smaller)
                """)
                .param("company", company.value())
                .param("product", product.value())
                .param("file", file)
                .param("width", width)
                .param("smaller", smaller)
                .update());
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
