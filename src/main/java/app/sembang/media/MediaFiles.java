package app.sembang.media;

import app.sembang.shared.CompanyId;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Files of a company.
@Component
public class MediaFiles {
    /// A short-lived address of the file.
    public String urlOf(CompanyId company, UUID id) {
        return "/media/" + company + "/" + id;
    }
}
