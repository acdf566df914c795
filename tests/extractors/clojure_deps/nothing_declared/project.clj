(defproject empty "0.1.0" :description "none")
