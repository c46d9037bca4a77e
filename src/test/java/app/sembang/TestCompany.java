package app.sembang;

import app.sembang.companies.Companies;
import app.sembang.identity.Members;
import app.sembang.identity.NewMember;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.MemberId;

/// A company of one test's own, taken in by a super admin over HTTP as any company is.
public final class TestCompany {
    public static final String PASSWORD = "correct horse battery";

    private final int port;
    private final CompanyId id;
    private final String slug;
    private final StaffApp admin;

    private TestCompany(int port, CompanyId id, String slug, StaffApp admin) {
        this.port = port;
        this.id = id;
        this.slug = slug;
        this.admin = admin;
    }

    public static TestCompany found(int port, Members members) {
        var slug = "t-" + Ids.next();
        var created = superAdmin(port, members).post("/api/v1/companies", """
                {"name":"Kedai %1$s","slug":"%1$s","country":"MY","preferredLanguage":"ms",
                 "admin":{"name":"Puan Admin","email":"admin@%1$s.test","password":"%2$s"}}
                """.formatted(slug, PASSWORD));
        if (created.status() != 201) {
            throw new AssertionError(created.response().body());
        }
        var admin = new StaffApp(port);
        admin.signIn("admin@" + slug + ".test", PASSWORD);
        return new TestCompany(port, CompanyId.from(created.json().path("id").asString()), slug, admin);
    }

    /// The first super admin of an installation comes from outside of its API.
    public static StaffApp superAdmin(int port, Members members) {
        var email = "super@" + Ids.next() + ".test";
        members.create(
                Companies.PLATFORM,
                new NewMember("Super", email, PASSWORD, Role.SUPER_ADMIN, Language.EN, false),
                null);
        var app = new StaffApp(port);
        app.signIn(email, PASSWORD);
        return app;
    }

    public CompanyId id() {
        return id;
    }

    public StaffApp admin() {
        return admin;
    }

    /// Takes a person in and signs them in.
    public StaffApp person(String name, Role role) {
        take(name, role);
        return signedIn(name);
    }

    /// A browser of a person who is there already.
    public StaffApp signedIn(String name) {
        var app = new StaffApp(port);
        app.signIn(email(name), PASSWORD);
        return app;
    }

    public MemberId take(String name, Role role) {
        var created = admin.post("/api/v1/users", """
                {"name":"%s","email":"%s","password":"%s","role":"%s"}
                """.formatted(name, email(name), PASSWORD, role.value()));
        if (created.status() != 201) {
            throw new AssertionError(created.response().body());
        }
        return MemberId.from(created.json().path("id").asString());
    }

    /// Lets the assistant answer this question with these words.
    public String answers(String pattern, String response) {
        var json = new tools.jackson.databind.json.JsonMapper();
        var created = admin.post("/api/v1/templates", """
                {"name":%1$s,"category":"product_inquiry","language":"ms","patterns":[%1$s],"examples":[],"response":%2$s}
                """.formatted(
                        json.writeValueAsString(pattern), json.writeValueAsString(response)));
        if (created.status() != 201) {
            throw new AssertionError(created.response().body());
        }
        return created.json().path("id").asString();
    }

    /// Leaves to the test who is responsible for what.
    public void assignsByHand() {
        var changed = admin.put(
                "/api/v1/assignment-rule",
                "{\"automatic\":false,\"strategy\":\"manual\",\"keepsAgent\":true,\"whenAway\":\"keep\"}");
        if (changed.status() != 200) {
            throw new AssertionError(changed.response().body());
        }
    }

    public String email(String name) {
        return name.toLowerCase(java.util.Locale.ROOT) + "@" + slug + ".test";
    }
}
