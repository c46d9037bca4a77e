package app.sembang.channels.webchat;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Calls of the protocol that are not answered: in its own form, so that a browser can tell them from a lost
/// connection.
@Hidden
@RestController
class WidgetElsewhere {
    @RequestMapping("/widget/v1/**")
    void nothing() {
        throw new WidgetError(HttpStatus.NOT_FOUND, "not_found", "There is no such call");
    }
}
