package app.sembang.knowledge;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Outlets;
import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.knowledge.Material.Reason;
import app.sembang.knowledge.Material.Status;
import app.sembang.knowledge.MaterialStore.Words;
import app.sembang.media.MediaFiles;
import app.sembang.media.TooLarge;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Documents and texts of companies: kept, and read into passages by a job.
@Component
public class Materials {
    static final TaskDescriptor<Wanted> READ = TaskDescriptor.of("read-material", Wanted.class);

    static final long LARGEST_FILE = 10L << 20;
    static final int MOST = 1000;
    static final int MOST_PASSAGES = 20_000;

    private final CompanyTransactions transactions;
    private final MaterialStore store;
    private final KnowledgeStore knowledge;
    private final MediaFiles files;
    private final Outlets outlets;
    private final Jobs jobs;
    private final AuditLog audit;
    private final InstantSource clock;

    /// The version of a material a job is to read.
    record Wanted(CompanyId company, MaterialId material, int version) {}

    Materials(
            CompanyTransactions transactions,
            MaterialStore store,
            KnowledgeStore knowledge,
            MediaFiles files,
            Outlets outlets,
            Jobs jobs,
            AuditLog audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.knowledge = knowledge;
        this.files = files;
        this.outlets = outlets;
        this.jobs = jobs;
        this.audit = audit;
        this.clock = clock;
    }

    /// Newest first, without their contents.
    public List<Material> list(
            CompanyId company, Material.@Nullable Status status, @Nullable MaterialId after, int limit) {
        return transactions.inside(company, () -> store.list(company, status, after, limit));
    }

    /// @throws Refusal `not-found` where the company has no such material
    public Material find(CompanyId company, MaterialId id) {
        return transactions.inside(company, () -> require(company, id));
    }

    /// What was read from a material, in its order.
    List<Passage> passages(CompanyId company, MaterialId id, int after, int limit) {
        return transactions.inside(company, () -> {
            require(company, id);
            return store.passages(company, id, after, limit);
        });
    }

    /// @param by null where the product itself does it
    public Material add(CompanyId company, Material.Draft draft, @Nullable MemberId by) {
        var validity = draft.validity() == null ? Validity.ALWAYS : draft.validity();
        validity.check();
        var words = new Words(draft.content(), null, null);
        return insert(company, draft.type(), draft.title().strip(), draft.outletId(), validity, words, by);
    }

    /// Keeps the file. Outside of any transaction.
    Material upload(
            CompanyId company,
            Material.Type type,
            String fileName,
            @Nullable String title,
            InputStream body,
            @Nullable MemberId by)
            throws IOException {
        var wanted = titleOf(fileName, title);
        transactions.run(company, () -> requireRoom(company));
        var words = kept(company, fileName, body);
        return insert(company, type, wanted, null, Validity.ALWAYS, words, by);
    }

    private static String titleOf(String fileName, @Nullable String title) {
        if (title != null && !title.isBlank()) {
            if (title.strip().length() > Material.LONGEST_TITLE) {
                throw Refusal.invalid("title", "A title has at most 200 characters.");
            }
            return title.strip();
        }
        var name = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
                .replaceAll("\\.[^.]*$", "")
                .replace('_', ' ')
                .replaceAll("\\p{C}", "")
                .strip();
        if (name.isEmpty()) return "?";
        int most = Math.min(name.codePointCount(0, name.length()), Material.LONGEST_TITLE);
        return name.substring(0, name.offsetByCodePoints(0, most));
    }

    private Words kept(CompanyId company, String fileName, InputStream body) throws IOException {
        var format = Format.ofFile(fileName)
                .orElseThrow(() -> Refusal.invalid("file", "Send a PDF, DOCX, TXT, Markdown or HTML file."));
        try {
            var file = files.store(company, fileName, body, LARGEST_FILE);
            if (file.contentType().equals("application/pdf") != (format == Format.PDF)) {
                files.remove(company, Set.of(file.id()));
                throw Refusal.invalid("file", "The file is not what its name says.");
            }
            return new Words(null, file.id(), format);
        } catch (TooLarge tooLarge) {
            throw new Refusal(Refusal.Kind.TOO_LARGE, "too-large", "A file has at most 10 MB.");
        }
    }

    private Material insert(
            CompanyId company,
            Material.Type type,
            String title,
            @Nullable OutletId outlet,
            Validity validity,
            Words words,
            @Nullable MemberId by) {
        return transactions.inside(company, () -> {
            requireRoom(company);
            if (outlet != null) outlets.requireActive(company, outlet, "outletId");
            var now = now();
            var id = MaterialId.next();
            var material = new Material(
                    id,
                    type,
                    title,
                    words.content(),
                    words.format(),
                    null,
                    Status.UPLOADED,
                    null,
                    outlet,
                    validity,
                    0,
                    0,
                    List.of(),
                    now,
                    now,
                    null);
            store.insert(company, material, words, by);
            plan(company, id, 1);
            audit.record(company, by, "material_added", id, Map.of(), facts(material));
            return require(company, id);
        });
    }

    private void requireRoom(CompanyId company) {
        if (store.count(company) >= MOST) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT, "knowledge-full", "A company has at most %d materials.".formatted(MOST));
        }
    }

    /// Title and validity count at once; passages follow when new words have been read.
    public Material change(CompanyId company, MaterialId id, Material.Change change, @Nullable MemberId by) {
        return transactions.inside(company, () -> {
            var before = lock(company, id);
            var validity = change.validity() == null ? before.validity() : change.validity();
            validity.check();
            var type = change.type() == null ? before.type() : change.type();
            var title = change.title() == null ? before.title() : change.title().strip();
            var outlet =
                    outlets.changed(company, before.outletId(), change.outletId(), change.everyOutlet(), "outletId");
            store.update(company, id, type, title, outlet, validity, now());
            if (change.content() != null) revise(company, before, change.content());
            knowledge.stampAnew(company);
            return changed(company, before, by);
        });
    }

    private void revise(CompanyId company, Material before, String content) {
        if (before.isFile()) {
            throw Refusal.invalid("content", "The words of a file are in the file.");
        }
        if (content.isBlank()) {
            throw Refusal.invalid("content", "A text cannot be empty.");
        }
        if (content.equals(before.content())) return;
        plan(company, before.id(), store.replaceWords(company, before.id(), new Words(content, null, null), now()));
    }

    private Material changed(CompanyId company, Material before, @Nullable MemberId by) {
        var after = require(company, before.id());
        audit.recordChange(
                company, by, "material_changed", after.id(), before, after, "content", "status", "reason", "changedAt");
        return after;
    }

    /// A text is changed, not replaced by a file.
    void requireFile(CompanyId company, MaterialId id) {
        if (!find(company, id).isFile()) {
            throw new Refusal(Refusal.Kind.CONFLICT, "not-a-file", "Document %s is a text.".formatted(id));
        }
    }

    /// Another version of a file. Passages it has in common with the one before keep their ids. Outside of any
    /// transaction.
    Material replaceFile(CompanyId company, MaterialId id, String fileName, InputStream body, @Nullable MemberId by)
            throws IOException {
        requireFile(company, id);
        var words = kept(company, fileName, body);
        record Replaced(Material material, Set<UUID> old) {}
        var replaced = transactions.in(company, () -> {
            var before = lock(company, id);
            var old = store.media(company, id).map(Set::of).orElse(Set.of());
            plan(company, id, store.replaceWords(company, id, words, now()));
            return new Replaced(changed(company, before, by), old);
        });
        files.remove(company, replaced.old);
        return replaced.material;
    }

    /// From this moment no search finds it. Outside of any transaction.
    public void remove(CompanyId company, MaterialId id, @Nullable MemberId by) {
        var file = transactions.in(company, () -> {
            var known = lock(company, id);
            var media = store.media(company, id);
            store.delete(company, id);
            knowledge.stampAnew(company);
            audit.record(company, by, "material_removed", id, facts(known), Map.of());
            return media;
        });
        file.ifPresent(media -> files.remove(company, Set.of(media)));
    }

    private Material lock(CompanyId company, MaterialId id) {
        if (!store.lock(company, id)) throw Refusal.notFound("material", id);
        return require(company, id);
    }

    private Material require(CompanyId company, MaterialId id) {
        return store.find(company, id).orElseThrow(() -> Refusal.notFound("material", id));
    }

    /// What the audit log holds of a material: not its words.
    private static Map<String, Object> facts(Material material) {
        return Map.of("title", material.title(), "type", material.type());
    }

    private void plan(CompanyId company, MaterialId id, int version) {
        var job = READ.instance(id + "/" + version).data(new Wanted(company, id, version));
        jobs.schedule(job.build(), clock.instant());
    }

    /// Reads a material into passages. Harmless when it runs twice, and when the material was changed or removed
    /// meanwhile.
    void read(Wanted wanted) {
        var words = transactions.in(wanted.company, () -> store.begin(wanted.company, wanted.material, wanted.version));
        if (words.isEmpty()) return;
        try {
            finish(wanted, Passages.of(blocks(wanted.company, words.get())));
        } catch (Unreadable unreadable) {
            fail(wanted, unreadable.reason());
        }
    }

    private List<Block> blocks(CompanyId company, Words words) throws Unreadable {
        if (words.content() != null) return PlainText.read(words.content(), true);
        if (words.media() == null || words.format() == null) throw new Unreadable(Reason.DAMAGED);
        var file = files.find(company, words.media()).orElseThrow(() -> new Unreadable(Reason.DAMAGED));
        return Documents.read(file.path(), words.format());
    }

    private void finish(Wanted wanted, Collection<Passages.Draft> drafts) throws Unreadable {
        boolean fits = transactions.in(wanted.company, () -> {
            long others = store.passagesBeside(wanted.company, wanted.material);
            if (others + drafts.size() > MOST_PASSAGES) return false;
            end(wanted, drafts, null);
            return true;
        });
        if (!fits) throw new Unreadable(Reason.NO_ROOM);
    }

    /// What was read of an earlier version is found no more either.
    private void fail(Wanted wanted, Reason reason) {
        transactions.run(wanted.company, () -> end(wanted, List.of(), reason));
    }

    private void end(Wanted wanted, Collection<Passages.Draft> drafts, @Nullable Reason reason) {
        if (store.end(wanted.company, wanted.material, wanted.version, reason, now())) {
            store.replacePassages(wanted.company, wanted.material, drafts);
            knowledge.stampAnew(wanted.company);
        }
    }

    /// As the database keeps it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
