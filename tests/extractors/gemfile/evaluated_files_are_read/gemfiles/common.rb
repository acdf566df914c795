gem "dotenv"
eval_gemfile "common.rb"
eval_gemfile "../Gemfile"
