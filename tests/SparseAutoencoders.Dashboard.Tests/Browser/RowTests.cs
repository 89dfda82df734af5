using Microsoft.Playwright;

namespace SparseAutoencoders.Dashboard.Tests.Browser;

public sealed class RowTests(BrowserFixture browser)
{
    [Fact]
    public async Task Switching_a_unit_off_redraws_the_reconstruction_and_back()
    {
        await using var window = await browser.OpenAsync();
        await window.GoAsync(browser.Address + "row/5");
        var before = await SourceAsync(window);
        var first = window.Page.Locator(".work li").First;
        await first.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await ChangedFromAsync(window, before);
        await Assertions.Expect(first).ToHaveClassAsync("changed");
        await Assertions.Expect(window.Page.Locator(".figures")).ToContainTextAsync("as learned");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "All as learned" }).ClickAsync();
        await window.Page.WaitForFunctionAsync("before => document.getElementById('output').src === before", before);
        await window.IsSoundAsync(browser.Address);
    }

    [Fact]
    public async Task Setting_an_activation_redraws_the_reconstruction()
    {
        await using var window = await browser.OpenAsync();
        await window.GoAsync(browser.Address + "row/9");
        var before = await SourceAsync(window);
        await window.Page.GetByRole(AriaRole.Slider).Nth(1).FillAsync("0.4");
        await ChangedFromAsync(window, before);
        await Assertions.Expect(window.Page.Locator(".work li").Nth(1)).ToContainTextAsync("activation 0.400");
    }

    [Fact]
    public async Task Any_unit_can_be_added_and_switched_on()
    {
        await using var window = await browser.OpenAsync();
        await window.GoAsync(browser.Address + "row/2");
        var before = await SourceAsync(window);
        var shown = await window.Page.Locator(".work .number").AllInnerTextsAsync();
        var missing = Enumerable.Range(0, 36).First(l => !shown.Contains($"{l}"));
        await window.Page.GetByLabel("Another unit").FillAsync($"{missing}");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Slider, new() { Name = $"Activation of unit {missing}", Exact = true }).FillAsync("1");
        await ChangedFromAsync(window, before);
    }

    [Fact]
    public async Task A_row_can_be_worked_on_with_the_keyboard_alone()
    {
        await using var window = await browser.OpenAsync();
        await window.GoAsync(browser.Address);
        await window.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(window.Page.Locator(".skip")).ToBeFocusedAsync();
        await TabToAsync(window, "Rows");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**/rows");
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Rows");
        await TabToAsync(window, "3");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**/row/3");
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Row 3");
        var before = await SourceAsync(window);
        for (var tabs = 0; tabs < 40 && !await window.Page.EvaluateAsync<bool>("() => document.activeElement.type === 'checkbox'"); tabs++) await window.Page.Keyboard.PressAsync("Tab");
        await window.Page.Keyboard.PressAsync("Space");
        var off = await ChangedFromAsync(window, before);
        await window.Page.Keyboard.PressAsync("Tab");
        await window.Page.Keyboard.PressAsync("End");
        await ChangedFromAsync(window, off);
    }

    private static async Task TabToAsync(Window window, string name)
    {
        for (var tabs = 0; tabs < 40; tabs++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            if (await window.Page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()") == name) return;
        }
        Assert.Fail($"{name} cannot be reached with the Tab key.");
    }

    private static async Task<string> SourceAsync(Window window) => (await window.Page.Locator("#output").GetAttributeAsync("src"))!;

    private static async Task<string> ChangedFromAsync(Window window, string before)
    {
        await window.Page.WaitForFunctionAsync("before => document.getElementById('output').src !== before", before);
        return await SourceAsync(window);
    }
}
