# escape=`

FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS build
RUN powershell -Command `
    Write-Host "C:\\"
COPY out\ C:\app\

FROM scratch
COPY --from=build C:\app C:\app
