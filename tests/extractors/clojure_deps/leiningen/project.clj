(def jetty-version "12.0.21")

(defproject acme/shop "1.0.0"
  :description "A \"shop\""
  :managed-dependencies [[org.slf4j/slf4j-api "2.0.17"]]
  :dependencies [[org.clojure/clojure "1.12.0"]
                 [compojure "1.7.1" :exclusions [ring/ring-core]]
                 [org.slf4j/slf4j-api]
                 [org.eclipse.jetty/jetty-server ~jetty-version]
                 [javax.servlet/servlet-api "2.5" :scope "provided"]
                 [midje "1.10.10" :scope "test"]
                 [org.acme/native "1.0" :classifier "linux" :extension "so"]
                 [org.acme/ranged "[1.0,2.0)"]
                 ~@(more)
                 []]
  :plugins [[lein-ring "0.12.6"]]
  :repositories [["releases" {:url "https://nexus.acme.example/releases" :username "u" :password "torture-secret"}]
                 ["snapshots" "https://oss.sonatype.org/content/repositories/snapshots"]]
  :profiles {:dev {:dependencies [[ring/ring-mock "0.4.0"]] :plugins [[lein-ancient "0.7.0"]]}
             :uberjar {:dependencies [[ch.qos.logback/logback-classic "1.5.18"]]}
             :test {:dependencies [[clj-http-fake "1.0.4"]]}})
