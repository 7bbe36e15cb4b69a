use greengate_page_tests::{browser::*, *, server::Site};
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let site = Site::serve(&dist());
    let b = Browser::start(Camera::None).await;
    b.before_page("window.said=[]; window.Worker = class extends Worker { constructor(...a) { super(...a); this.addEventListener('error', e => window.said.push(e.message+' '+e.filename+':'+e.lineno)); } };").await;
    b.open(&site.url()).await;
    b.click("[data-testid=demo]").await;
    b.click("[data-demo=vaccination-valid]").await;
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    println!("{:?}", b.client.issue_cmd(L).await);
    println!("{}", b.run("return JSON.stringify(window.said)", vec![]).await);
    
    b.close().await;
}

#[derive(Debug)]
struct L;
impl fantoccini::wd::WebDriverCompatibleCommand for L {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> { base.join(&format!("session/{}/se/log", session.unwrap())) }
    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) { (http::Method::POST, Some("{\"type\":\"browser\"}".into())) }
}
