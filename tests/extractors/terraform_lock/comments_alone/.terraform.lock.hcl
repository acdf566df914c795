# This file is maintained automatically by "terraform init".
