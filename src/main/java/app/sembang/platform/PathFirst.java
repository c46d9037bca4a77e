package app.sembang.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/// Finds the controller of a call by its path first. Spring asks every route that has a variable in its path, some
/// hundreds, for method, parameters, headers and media types before it looks at the path, which was a quarter of what
/// taking a delivery of a vendor cost.
@Component
class PathFirst implements WebMvcRegistrations {
    @Override
    public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
        return new Mapping();
    }

    private static final class Mapping extends RequestMappingHandlerMapping {
        /// What every path of a route begins with.
        private final Map<RequestMappingInfo, String> beginnings = new ConcurrentHashMap<>();

        @Override
        protected @Nullable RequestMappingInfo getMatchingMapping(RequestMappingInfo info, HttpServletRequest request) {
            var path = ServletRequestPathUtils.getParsedRequestPath(request)
                    .pathWithinApplication()
                    .value();
            return path.startsWith(beginnings.computeIfAbsent(info, Mapping::beginning))
                    ? super.getMatchingMapping(info, request)
                    : null;
        }

        private static String beginning(RequestMappingInfo info) {
            var patterns = info.getPatternValues();
            var only = patterns.size() == 1 ? patterns.iterator().next() : "";
            int variable = only.indexOf('{');
            int wildcard = only.indexOf('*');
            int end = Math.min(variable < 0 ? only.length() : variable, wildcard < 0 ? only.length() : wildcard);
            return only.substring(0, end);
        }
    }
}
