package app.sembang.identity;

import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.OutletId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Who works at which outlet. Inside a transaction of the company.
@Component
class OutletMembers {
    private final JdbcClient jdbc;

    OutletMembers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Schema(name = "OutletPerson")
    record Person(MemberId id, String name) {}

    Map<OutletId, List<Person>> of(CompanyId company, Collection<OutletId> outlets) {
        var found = new HashMap<OutletId, List<Person>>();
        jdbc.sql("""
                select outlet_member.outlet_id, member.id, member.name
                  from outlet_member
                  join member on member.company_id = :company and member.id = outlet_member.member_id
                 where outlet_member.company_id = :company and outlet_member.outlet_id = any (:outlets::uuid[])
                 order by member.id
                """)
                .param("company", company.value())
                .param("outlets", outlets.stream().map(Object::toString).toArray(String[]::new))
                .query(row -> {
                    found.computeIfAbsent(OutletId.from(row.getString("outlet_id")), none -> new ArrayList<>())
                            .add(new Person(MemberId.from(row.getString("id")), row.getString("name")));
                });
        return found;
    }

    /// Those and no others.
    void set(CompanyId company, OutletId outlet, Collection<MemberId> members) {
        var ids = members.stream().distinct().map(Object::toString).toArray(String[]::new);
        jdbc.sql("delete from outlet_member where company_id = :company and outlet_id = :outlet")
                .param("company", company.value())
                .param("outlet", outlet.value())
                .update();
        int added = jdbc.sql("""
                insert into outlet_member (company_id, outlet_id, member_id)
                select :company, :outlet, id from member
                 where company_id = :company and id = any (:members::uuid[]) and active
                """)
                .param("company", company.value())
                .param("outlet", outlet.value())
                .param("members", ids)
                .update();
        if (added != ids.length) {
            throw Refusal.invalid("memberIds", "Not all of them are active members of the company.");
        }
    }
}
