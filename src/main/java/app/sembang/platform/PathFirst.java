package app.sembang.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Finds the controller of a call by how its path begins. Spring asks every route that has a variable in its path, some
/// hundreds, for method, parameters, headers and media types before it looks at the path, which was a quarter of what
/// taking a delivery of a vendor cost. Where not exactly one route fits, Spring decides, and says what is wrong.
@Component
class PathFirst implements WebMvcRegistrations {
    @Override
    public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
        return new Mapping();
    }

    private record Route(RequestMappingInfo info, HandlerMethod method) {}

    private static final class Mapping extends RequestMappingHandlerMapping {
        private static final String API = "/api/v1/";

        private final Map<String, List<Route>> byBeginning = new HashMap<>();

        @Override
        public void afterPropertiesSet() {
            super.afterPropertiesSet();
            getHandlerMethods()
                    .forEach((info, method) -> info.getPatternValues()
                            .forEach(pattern -> byBeginning
                                    .computeIfAbsent(beginning(pattern), _ -> new ArrayList<>())
                                    .add(new Route(info, method))));
        }

        @Override
        protected @Nullable HandlerMethod lookupHandlerMethod(String path, HttpServletRequest request)
                throws Exception {
            if (!CorsUtils.isPreFlightRequest(request)) {
                Route found = null;
                RequestMappingInfo match = null;
                for (var route : byBeginning.getOrDefault(beginning(path), List.of())) {
                    var fits = getMatchingMapping(route.info(), request);
                    if (fits != null && match != null) {
                        return super.lookupHandlerMethod(path, request);
                    }
                    if (fits != null) {
                        found = route;
                        match = fits;
                    }
                }
                if (found != null && match != null) {
                    request.setAttribute(BEST_MATCHING_HANDLER_ATTRIBUTE, found.method());
                    handleMatch(match, path, request);
                    return found.method();
                }
            }
            return super.lookupHandlerMethod(path, request);
        }

        /// The first part of a path, and of the API's the first after its version.
        private static String beginning(String path) {
            int from = path.startsWith(API) ? API.length() : 1;
            int end = path.indexOf('/', Math.min(from, path.length()));
            return end < 0 ? path : path.substring(0, end);
        }
    }
}
