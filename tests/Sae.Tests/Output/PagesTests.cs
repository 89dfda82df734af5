using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Showing;

namespace Sae.Tests.Output;

public sealed class PagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Warm_has_the_first_page_drawn_before_anybody_asks()
    {
        // There is no model in this folder, so nothing but a page that is drawn asks how many rows there are.
        using var rows = new AskedRows(Rows.From([[1.0, 2.0]]));
        using var subject = Subject.OfRun(_folder["run"], rows);
        using var pages = Pages.Open(new ShownSubjects(subject), new ServerOptions { Port = 0 });
        Assert.False(rows.WereAsked);
        pages.Warm();
        Assert.True(rows.WereAsked);
    }

    [Fact]
    public void Warm_does_no_harm_where_the_address_does_not_lead_here()
    {
        using var subject = Subject.OfRun(_folder["run"], rows: null);
        var pages = Pages.Open(new ShownSubjects(subject), new ServerOptions { Port = 0 });
        pages.Dispose();
        pages.Warm();
    }

    private sealed class AskedRows(IRows rows) : RowView(rows)
    {
        public bool WereAsked { get; private set; }

        public override int Count
        {
            get
            {
                WereAsked = true;
                return Source.Count;
            }
        }

        public override void Read<T>(int first, Span<T> destination) => Source.Read(first, destination);
    }
}
